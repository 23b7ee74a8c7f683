namespace Paxos.Node.Disk;

/// <summary>How opening a journal ended.</summary>
internal abstract record JournalOpening
{
    private JournalOpening()
    {
    }

    /// <summary>The journal can be written.</summary>
    /// <param name="Journal">The open journal.</param>
    /// <param name="Groups">Intact groups that were found, seals included.</param>
    /// <param name="Faulty">The groups that can no longer be read, in order.</param>
    /// <param name="TornBytes">Bytes that were cut off behind the last complete group.</param>
    public sealed record Opened(
        Journal Journal, ulong Groups, IReadOnlyList<RecoveredGroup.Faulty> Faulty, long TornBytes) : JournalOpening;

    /// <summary>
    /// What the journal promised is not known any more. Nothing was changed on disk; what was handed out must be
    /// thrown away.
    /// </summary>
    /// <param name="Reason">What is damaged, for a person.</param>
    public sealed record Quarantined(string Reason) : JournalOpening;
}
