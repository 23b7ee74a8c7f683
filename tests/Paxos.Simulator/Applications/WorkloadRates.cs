using Paxos.Protocol;

namespace Paxos.Simulator.Applications;

/// <summary>What the applications of a run ask for, and how often.</summary>
/// <param name="ApplicationsPerClient">Applications at each client node.</param>
/// <param name="ThinkMilliseconds">Mean time between an answer and the next request.</param>
/// <param name="Keys">Keys that they share; few, so that they meet.</param>
/// <param name="Writes">Share of requests that write.</param>
/// <param name="LargeValues">Share of writes with a value of some kilobytes.</param>
/// <param name="Compactions">Share of writes that compact.</param>
/// <param name="HasReaders">Whether every other application only reads: one that writes stands still where no write is answered.</param>
/// <param name="OperationsMax">Requests at most in the whole run, until the faults end.</param>
internal sealed record WorkloadRates(
    int ApplicationsPerClient,
    double ThinkMilliseconds,
    int Keys,
    double Writes,
    double LargeValues,
    double Compactions = 0,
    bool HasReaders = false,
    int OperationsMax = int.MaxValue)
{
    /// <summary>Draws one.</summary>
    public static WorkloadRates Draw(Prng random) => new(
        ApplicationsPerClient: (int)random.Next(1, 6),
        ThinkMilliseconds: random.Chance(0.15) ? random.Next(300, 1_500) : random.Next(2, 60),
        Keys: (int)random.Next(1, 8),
        Writes: random.Next(3, 9) / 10.0,
        LargeValues: random.Chance(0.1) ? 0.05 : 0,
        Compactions: random.Chance(0.5) ? random.Next(1, 10) / 100.0 : 0,
        HasReaders: random.Chance(0.5),
        OperationsMax: int.MaxValue);
}
