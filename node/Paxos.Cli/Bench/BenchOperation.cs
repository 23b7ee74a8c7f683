namespace Paxos.Cli.Bench;

/// <summary>What the workers do.</summary>
internal enum BenchOperation
{
    /// <summary>Puts a value under one of the keys.</summary>
    Write,

    /// <summary>Reads one of the keys, linearizably.</summary>
    Read,

    /// <summary>One or the other, half and half.</summary>
    Mixed,
}
