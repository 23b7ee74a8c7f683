#if PLANTED_BUGS
using Paxos.Protocol;
#endif

namespace Paxos.Node.Disk;

/// <summary>
/// Writes the last segment anew before the journal is used. An earlier life may have seen an fdatasync fail after the
/// kernel had marked the pages clean: what was read back at this start may then exist in the page cache only, and
/// votes must not rest on it.
/// </summary>
/// <param name="disk">The folder.</param>
/// <param name="preparer">Gives its spare segment for it, so that a full disk can still start.</param>
internal sealed class TailRewriter(IDisk disk, SegmentPreparer preparer)
{
    private const string TargetName = "rewriting";

    /// <summary>
    /// Replaces the last segment by a synced copy of its groups, faulty ones as they are and with a seal at the end,
    /// so that the next start draws the same conclusions. A crash leaves the old segment or the new one.
    /// </summary>
    /// <returns>Where the next group belongs, and the last group.</returns>
    /// <exception cref="DiskException">The disk fails.</exception>
    public (long End, ChainPosition Chain) Rewrite(JournalScan scan)
    {
        using var tail = new SegmentFile(disk, scan.Segments[^1]);
        var (target, isZeroed) = OpenTarget(tail.Length);
        if (target is null)
        {
            // No room for a second file: the same bytes go where they are. Only a disk that spoils a sector while it
            // writes into it the very bytes that it holds could lose a vote to a power loss at this moment.
            return Copy(tail, tail.Writable, isZeroed: false, scan);
        }

        (long End, ChainPosition Chain) result;
        using (target)
        {
            result = Copy(tail, target, isZeroed, scan);
        }

        disk.Rename(TargetName, tail.Name);
        disk.SyncFolder();
        return result;
    }

    private static (long End, ChainPosition Chain) Copy(
        SegmentFile tail, IDiskFile target, bool isZeroed, JournalScan scan)
    {
        var (end, chain) = (scan.TailEnd, scan.Chain);
        target.Write(0, tail.Header!.Encode());
        foreach (var (offset, bytes) in tail.Chunks(SegmentHeader.DataOffset, end))
        {
            target.Write(offset, bytes.Span);
        }

        if (!chain.IsSealed && end + Blocks.Size <= tail.Length)
        {
            var block = new byte[Blocks.Size];
            var seal = GroupHeader.Seal(tail.Header.Salt, chain).Encode(block);
            target.Write(end, block);
            end += Blocks.Size;
            chain = new ChainPosition(seal.Sequence, seal.Hash, seal.Own, true);
        }

        if (!isZeroed)
        {
            SegmentPreparer.WriteZeroes(target, end, Blocks.RoundDown(target.Length));
        }

        target.Sync();
        return (end, chain);
    }

    private (IDiskFile? Target, bool IsZeroed) OpenTarget(long length)
    {
        if (disk.List().Contains(TargetName))
        {
            var leftover = disk.Open(TargetName);
            if (leftover.Length >= length)
            {
                return (leftover, false);
            }

            leftover.Dispose();
            disk.Delete(TargetName);
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.FullDiskCannotStart))
        {
            var file = disk.Create(TargetName);
            file.Allocate(length);
            return (file, false);
        }
#endif
        if (preparer.TakeOfLength(length) is { } spare)
        {
            disk.Rename(spare, TargetName);
            return (disk.Open(TargetName), true);
        }

        return (TryCreate(length), false);
    }

    private IDiskFile? TryCreate(long length)
    {
        var file = disk.Create(TargetName);
        try
        {
            file.Allocate(length);
            return file;
        }
        catch (DiskException failure) when (failure.IsNoSpace)
        {
            file.Dispose();
            disk.Delete(TargetName);
            return null;
        }
    }
}
