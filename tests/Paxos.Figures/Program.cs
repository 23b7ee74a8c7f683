using Paxos.Figures;

try
{
    var arguments = FigureArguments.Parse(args);
    var figures = await new Measurement(Programs.FindRoot(), arguments, Console.Error).RunAsync();
    FigureTable.Write(Console.Out, figures);
    return figures.All(figure => figure.IsMet) ? 0 : 1;
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(FigureArguments.Usage);
    return 2;
}
