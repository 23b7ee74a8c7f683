using Paxos.Linearizability.Commands;

try
{
    var arguments = Arguments.Parse(args);
    return arguments.BenchCalls > 0
        ? BenchCommand.Run(arguments.BenchCalls, Console.Out)
        : CheckCommand.Run(arguments, Console.Out);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
