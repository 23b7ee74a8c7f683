using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Simulator.Disks;

/// <summary>
/// One file's blocks, twice: as a reader sees them, through the page cache, and as they are on the disk. A block that was never written
/// reads as zeroes and is not kept.
/// </summary>
internal sealed class BlockInode
{
    private const int SectorBytes = 512;

    private readonly SortedDictionary<long, byte[]> seen = [];
    private readonly SortedDictionary<long, byte[]> durable = [];
    private readonly SortedSet<long> unsynced = [];
    private readonly SortedSet<long> forgotten = [];
    private readonly SortedSet<long> unreadable = [];
    private long durableLength;

    /// <summary>Bytes in the file.</summary>
    public long Length { get; private set; }

    /// <summary>Whether everything that a reader sees is on the disk.</summary>
    public bool IsClean => unsynced.Count == 0 && forgotten.Count == 0 && durableLength == Length;

    /// <summary>The blocks on the disk that are not all zeroes.</summary>
    public IEnumerable<long> DurableBlocks => durable.Keys;

    /// <summary>A block as it is on the disk.</summary>
    public ReadOnlySpan<byte> Durable(long block) => durable.GetValueOrDefault(block) ?? new byte[Blocks.Size];

    /// <summary>Makes the file longer.</summary>
    public void Grow(long length) => Length = Math.Max(Length, length);

    /// <summary>Reads what a reader sees; false when a block cannot be read.</summary>
    public bool TryRead(long offset, Span<byte> buffer)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var (block, within) = Math.DivRem(offset + done, Blocks.Size);
            var part = buffer[done..Math.Min(buffer.Length, done + Blocks.Size - (int)within)];
            if (unreadable.Contains(block))
            {
                return false;
            }

            if (seen.TryGetValue(block, out var bytes))
            {
                bytes.AsSpan((int)within, part.Length).CopyTo(part);
            }
            else
            {
                part.Clear();
            }

            done += part.Length;
        }

        return true;
    }

    /// <summary>Writes whole or partial blocks; nothing is on the disk yet.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Grow(offset + bytes.Length);
        for (var done = 0; done < bytes.Length;)
        {
            var (block, within) = Math.DivRem(offset + done, Blocks.Size);
            var part = bytes[done..Math.Min(bytes.Length, done + Blocks.Size - (int)within)];
            WriteWithin(block, (int)within, part);
            done += part.Length;
        }
    }

    /// <summary>Everything that a reader sees is on the disk now, but for what an earlier failed sync has dropped.</summary>
    public void Sync()
    {
        foreach (var block in unsynced)
        {
            durable[block] = seen[block];
        }

        unsynced.Clear();
        durableLength = Length;
    }

    /// <summary>
    /// A sync fails. As a kernel does, the blocks are called clean all the same: a reader sees some of them as written, and they will
    /// never reach the disk; of the others the old content is read again.
    /// </summary>
    public void FailSync(Prng random)
    {
        foreach (var block in unsynced)
        {
            if (random.Chance(0.7))
            {
                forgotten.Add(block);
            }
            else
            {
                Forget(block);
            }
        }

        unsynced.Clear();
        durableLength = Length;
    }

    /// <summary>
    /// The power fails: of the blocks that were not synced any may have reached the disk, one or the other of them in part.
    /// </summary>
    public void LosePower(Prng random)
    {
        var survival = random.Next(0, 4) / 4.0;
        var tearing = random.Next(0, 3) switch { 0 => 0, 1 => 0.8, _ => 0.2 };
        foreach (var block in unsynced)
        {
            if (!random.Chance(survival))
            {
                continue;
            }

            var sectors = random.Chance(tearing) ? random.Next(1, (Blocks.Size / SectorBytes) - 1) : Blocks.Size / SectorBytes;
            var torn = Durable(block).ToArray();
            seen[block].AsSpan(0, (int)sectors * SectorBytes).CopyTo(torn);
            durable[block] = torn;
        }

        unsynced.Clear();
        forgotten.Clear();
        Length = durableLength = random.Chance(0.5) ? Length : durableLength;
        seen.Clear();
        foreach (var (block, bytes) in durable)
        {
            seen.Add(block, bytes);
        }
    }

    /// <summary>Another file with what is on the disk of this one; blocks are never changed in place, so both may have them.</summary>
    public BlockInode CopyDurable()
    {
        var copy = new BlockInode { Length = durableLength, durableLength = durableLength };
        foreach (var (block, bytes) in durable)
        {
            copy.durable.Add(block, bytes);
            copy.seen.Add(block, bytes);
        }

        copy.unreadable.UnionWith(unreadable);
        return copy;
    }

    /// <summary>A block changes behind everybody's back.</summary>
    public void Damage(long block, byte[] bytes)
    {
        durable[block] = bytes;
        seen[block] = bytes;
    }

    /// <summary>A block can no longer be read, until it is written again.</summary>
    public void MakeUnreadable(long block) => unreadable.Add(block);

    private void Forget(long block)
    {
        seen.Remove(block);
        if (durable.TryGetValue(block, out var old))
        {
            seen.Add(block, old);
        }
    }

    private void WriteWithin(long block, int within, ReadOnlySpan<byte> part)
    {
        var isKept = seen.TryGetValue(block, out var old);
        if (!isKept && part.IndexOfAnyExcept((byte)0) < 0)
        {
            return;
        }

        // A new array each time: the one on the disk may be the same object.
        var bytes = isKept ? old!.ToArray() : new byte[Blocks.Size];
        part.CopyTo(bytes.AsSpan(within));
        seen[block] = bytes;
        unsynced.Add(block);
        forgotten.Remove(block);
        unreadable.Remove(block);
    }
}
