using Paxos.Simulator.Running;

try
{
    var arguments = SimulatorArguments.Parse(args);
    if (arguments.IsHelp)
    {
        Console.WriteLine(SimulatorArguments.Usage);
        return 0;
    }

    return new SeedBatch(Console.Out).Run(arguments);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
