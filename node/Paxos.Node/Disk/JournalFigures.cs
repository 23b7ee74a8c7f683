namespace Paxos.Node.Disk;

/// <summary>How the journal's thread is doing, at one moment.</summary>
internal sealed record JournalFigures
{
    /// <summary>Groups of records written since the start, seals not counted.</summary>
    public long Groups { get; init; }

    /// <summary>Submissions that became durable since the start.</summary>
    public long Submissions { get; init; }

    /// <summary>Bytes of records written since the start.</summary>
    public long RecordBytes { get; init; }

    /// <summary>Seals written since the start.</summary>
    public long Seals { get; init; }

    /// <summary>The time of the last group's write and fdatasync.</summary>
    public TimeSpan LastSync { get; init; }

    /// <summary>The longest such time since the start.</summary>
    public TimeSpan MaxSync { get; init; }

    /// <summary>Submissions that are not yet durable.</summary>
    public int Waiting { get; init; }

    /// <summary>Bytes of the submissions that are not yet durable.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>Whether the disk has room.</summary>
    public SpaceState Space { get; init; }

    /// <summary>The newest durable group.</summary>
    public ulong DurableSequence { get; init; }

    /// <summary>The newest durable group of records: as <see cref="DurableSequence"/>, without seals.</summary>
    public ulong DurableDataSequence { get; init; }

    /// <summary>Bytes of the journal's segments in use.</summary>
    public long JournalBytes { get; init; }
}
