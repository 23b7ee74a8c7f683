#if PLANTED_BUGS
using Paxos.Protocol;
#endif

namespace Paxos.Node.Disk;

/// <summary>
/// Walks a journal's segments along their chain of numbers and hashes, and tells a torn tail from corruption (after
/// Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", 2018). The rules are in FORMAT.md.
/// Changes nothing on disk.
/// </summary>
/// <param name="disk">The folder.</param>
/// <param name="options">The journal's options.</param>
/// <param name="onGroup">Told every group in order.</param>
internal sealed class JournalScanner(IDisk disk, JournalOptions options, Action<RecoveredGroup> onGroup)
{
    private readonly List<RecoveredGroup.Faulty> faulty = [];
    private readonly List<SegmentContent> contents = [];
    private GroupSummary content;
    private ChainPosition chain;
    private Unconfirmed? unconfirmed;
    private ulong groups;
    private long tailEnd;
    private long tornBytes;

    /// <summary>Walks the whole journal, once.</summary>
    /// <exception cref="DiskException">The disk fails, other than by single blocks that cannot be read.</exception>
    public JournalScan Scan()
    {
        var names = disk.List().Where(SegmentFile.IsSegment).ToList();
        if (names.Count == 0)
        {
            return ScanOfNothing();
        }

        var bytes = 0L;
        var segment = new SegmentFile(disk, names[0]);
        try
        {
            var damage = CheckFirst(segment);
            for (var index = 0; damage is null; index++)
            {
                bytes += segment.Length;
                if (index == names.Count - 1)
                {
                    damage = Walk(segment) ?? EndTail(segment);
                    EndContent(segment);
                    return damage is null ? Result(names, names.Count, bytes) : Cut(damage, names, names.Count, bytes);
                }

                var next = new SegmentFile(disk, names[index + 1]);
                damage = Walk(segment) ?? Check(next) ?? EndSegment(next);
                EndContent(segment);
                if (damage is not null)
                {
                    next.Dispose();
                    return Cut(damage, names, index + 1, bytes);
                }

                segment.Dispose();
                segment = next;
            }

            return Cut(damage, names, 0, bytes);
        }
        finally
        {
            segment.Dispose();
        }
    }

    private JournalScan ScanOfNothing()
    {
        if (options.SyncEachGroup && options.OldestSequence != 0)
        {
            return new JournalScan
            {
                Quarantine =
                    $"{disk.Path} has no journal segment. Its oldest must begin with group {options.OldestSequence}.",
            };
        }

        var first = Math.Max(1, options.OldestSequence);
        return new JournalScan { Chain = new ChainPosition(first - 1, 0, GroupSummary.None, true) };
    }

    private string? CheckFirst(SegmentFile segment)
    {
        if (Check(segment) is { } damage)
        {
            return damage;
        }

        var header = segment.Header!;
        chain = new ChainPosition(header.FirstSequence - 1, header.PreviousHash, header.Previous, true);
        var oldest = Math.Max(1, options.OldestSequence);
        return header.FirstSequence <= oldest
            ? null
            : $"The journal begins with {segment.Name}, and the groups from {oldest} on are missing.";
    }

    private string? Check(SegmentFile segment) => segment.Header switch
    {
        null => $"Both copies of the header of {segment.Name} are damaged.",
        { FormatVersion: > SegmentHeader.CurrentFormat } header =>
            $"{segment.Name} has format version {header.FormatVersion}. "
            + $"This program knows versions up to {SegmentHeader.CurrentFormat}.",
        { } header when header.FolderSalt != options.FolderSalt =>
            $"{segment.Name} was written in another data folder.",
        { } header when SegmentFile.NameOf(header.FirstSequence) != segment.Name =>
            $"{segment.Name} says that it begins with group {header.FirstSequence}.",
        _ => null,
    };

    /// <summary>Takes the groups of one segment; the reason when the journal cannot be trusted.</summary>
    private string? Walk(SegmentFile segment)
    {
        chain = chain with { IsSealed = true };
        var offset = (long)SegmentHeader.DataOffset;
        while (true)
        {
            tailEnd = offset;
            var header = segment.HeaderAt(offset);
            if (header?.Sequence != chain.Sequence + 1)
            {
                if (!options.SyncEachGroup || segment.FindHeader(offset, chain.Sequence + 1) is not { } found)
                {
                    return null;
                }

#if PLANTED_BUGS
                if (Planted.Is(PlantedBug.RotIsTorn))
                {
                    return null;
                }

                if (Planted.Is(PlantedBug.SealedTailIsTorn) && found.Header.IsSeal)
                {
                    return null;
                }
#endif
                // A header further on was written after the fdatasync of what stood here: this is rot, not a torn
                // write.
                Confirm();
                (offset, header) = found;
                if (AddFaulty(segment.Name, header.Sequence, header.PreviousHash, header.Previous) is { } reason)
                {
                    return reason;
                }
            }

            if (header.PreviousHash != chain.Hash)
            {
                return options.SyncEachGroup
                    ? $"Group {header.Sequence} in {segment.Name} does not follow group {chain.Sequence}."
                    : null;
            }

            Confirm();
            content = content.Union(header.Own);
            if (segment.RecordsAt(offset, header) is { } records)
            {
                groups++;
                onGroup(new RecoveredGroup.Intact(header.Sequence, header.Own, records));
            }
            else if (options.SyncEachGroup)
            {
                unconfirmed = new Unconfirmed(chain, offset, header);
            }
            else
            {
                return null;
            }

            chain = new ChainPosition(header.Sequence, header.Hash, header.Own, header.IsSeal);
            offset += header.PaddedLength;
        }
    }

    /// <summary>At the end of a segment that has a successor: the successor tells what the last group was.</summary>
    private string? EndSegment(SegmentFile next)
    {
        var header = next.Header!;
        var follows = header.FirstSequence > chain.Sequence;
        if (options.SyncEachGroup && follows)
        {
            Confirm();
            if (AddFaulty(next.Name, header.FirstSequence, header.PreviousHash, header.Previous) is { } reason)
            {
                return reason;
            }
        }

        return header.FirstSequence == chain.Sequence + 1 && header.PreviousHash == chain.Hash
            ? null
            : $"{next.Name} does not follow group {chain.Sequence}.";
    }

    /// <summary>
    /// At the end of the last segment: what cannot be read here was torn by a crash, unless something was written
    /// after it.
    /// </summary>
    private string? EndTail(SegmentFile segment)
    {
        var end = segment.EndOfData(tailEnd);
        if (end > tailEnd)
        {
            // The next write began, so the fdatasync of the group before it had returned: that group was acknowledged.
            Confirm();
            tornBytes = end - tailEnd;
        }
        else if (unconfirmed is { } torn)
        {
            tornBytes = tailEnd - torn.Offset;
            tailEnd = torn.Offset;
            chain = torn.Before;
            unconfirmed = null;
        }

        return null;
    }

    private void EndContent(SegmentFile segment)
    {
        contents.Add(new SegmentContent(segment.Name, segment.Header!.FirstSequence, segment.Length, content));
        content = GroupSummary.None;
    }

    private void Confirm()
    {
        if (unconfirmed is { } rotten)
        {
            Deliver(new RecoveredGroup.Faulty(rotten.Header.Sequence, rotten.Header.Own));
            unconfirmed = null;
        }
    }

    /// <summary>
    /// Marks what is missing before the group <paramref name="nextSequence"/>; the reason when that is more than one.
    /// </summary>
    private string? AddFaulty(string segment, ulong nextSequence, UInt128 hash, GroupSummary summary)
    {
        var first = chain.Sequence + 1;
        var last = nextSequence - 1;
        if (first > last)
        {
            return null;
        }

        if (first < last)
        {
            return $"The groups from {first} to {last} before group {nextSequence} of {segment} are damaged, "
                + "and no intact header tells what they held.";
        }

        content = content.Union(summary);
        Deliver(new RecoveredGroup.Faulty(last, summary));
        chain = new ChainPosition(last, hash, summary, false);
        return null;
    }

    private void Deliver(RecoveredGroup.Faulty group)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.DamagedPromiseForgotten))
        {
            group = group with { Summary = group.Summary with { MaxBallot = Ballot.Zero } };
        }
#endif
        faulty.Add(group);
        onGroup(group);
    }

    private JournalScan Cut(string damage, List<string> names, int kept, long bytes)
    {
        if (options.SyncEachGroup)
        {
            return new JournalScan { Quarantine = damage };
        }

        return kept == 0 ? ScanOfNothing() with { Dropped = names } : Result(names, kept, bytes);
    }

    private JournalScan Result(List<string> names, int kept, long bytes) => new()
    {
        Segments = names[..kept],
        Contents = contents[..kept],
        Dropped = names[kept..],
        Bytes = bytes,
        TailEnd = tailEnd,
        Chain = chain,
        Groups = groups,
        Faulty = faulty,
        TornBytes = tornBytes,
    };

    /// <summary>A group with an intact header and a damaged body, of which nothing later was seen yet.</summary>
    private sealed record Unconfirmed(ChainPosition Before, long Offset, GroupHeader Header);
}
