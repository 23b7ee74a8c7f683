using Paxos.Simulator.Mutations;
using Paxos.Simulator.Running;

try
{
    var arguments = SimulatorArguments.Parse(args);
    switch (arguments.Mode)
    {
        case SimulatorMode.Help:
            Console.WriteLine(SimulatorArguments.Usage);
            return 0;
        case SimulatorMode.Mutations:
            return new MutationGate(Console.Out, Console.Error).Run(arguments);
        case SimulatorMode.Minimise:
            return new Minimiser(Console.Out).Run(arguments.FirstSeed, arguments.Options);
        default:
            return new SeedBatch(Console.Out).Run(arguments);
    }
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
