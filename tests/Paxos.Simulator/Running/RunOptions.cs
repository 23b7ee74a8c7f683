namespace Paxos.Simulator.Running;

/// <summary>What is taken away from the run that a seed decides, to find the smallest one that still fails.</summary>
/// <param name="Without">Faults that do not happen, by the names of <see cref="Faults.FaultRates"/>.</param>
/// <param name="OperationsMax">Requests that applications make at most.</param>
/// <param name="Mutation">The planted bug that is on; empty for none.</param>
internal sealed record RunOptions(IReadOnlyList<string> Without, int OperationsMax, string Mutation)
{
    /// <summary>The run as the seed decides it.</summary>
    public static RunOptions Whole { get; } = new([], int.MaxValue, string.Empty);

    /// <summary>The options as they stand on a command line; empty for the whole run.</summary>
    public override string ToString() => string.Join(' ', Words());

    private IEnumerable<string> Words()
    {
        if (Without.Count > 0)
        {
            yield return $"--without {string.Join(',', Without)}";
        }

        if (OperationsMax < int.MaxValue)
        {
            yield return $"--operations {OperationsMax}";
        }

        if (Mutation.Length > 0)
        {
            yield return $"--mutation {Mutation}";
        }
    }
}
