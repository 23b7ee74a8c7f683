using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Simulator.Disks;

/// <summary>
/// What rots on a disk whose process is down: bytes, blocks that can no longer be read, writes that went to a wrong place, copies of the
/// superblock. Never the last group, which nothing tells from a torn write, and never a neighbour of what is damaged already, unless the
/// disk is meant to be lost: so every damage is one that the journal's format promises to notice.
/// </summary>
internal static class JournalDamage
{
    private const int SuperblockCopies = 4;
    private const long SuperblockCopyBlocks = 32;

    /// <summary>Damages one place; what it did, or null where there was nothing that it may damage.</summary>
    public static string? Strike(BlockDisk disk, Prng random) => random.Next(1, 6) switch
    {
        1 => RotSuperblock(disk, random),
        2 => Misdirect(disk, random),
        3 => MakeUnreadable(disk, random),
        _ => Rot(disk, random),
    };

    /// <summary>The newest group that may rot does; what it did, or null where there is none.</summary>
    public static string? RotNewest(BlockDisk disk, Prng random)
    {
        var groups = JournalMap.Read(disk);
        var newest = Enumerable.Range(0, groups.Count).Where(index => MayRot(groups, index)).Select(index => groups[index]).LastOrDefault();
        if (newest is null)
        {
            return null;
        }

        Flip(newest, random.Chance(0.5) ? 0 : random.Next(0, newest.Bytes - 1), random);
        return $"group {newest.Sequence} rots";
    }

    /// <summary>Damages two neighbours, of which nothing is known then; false where there are none.</summary>
    public static bool Ruin(BlockDisk disk, Prng random)
    {
        var groups = JournalMap.Read(disk);
        var candidates = Enumerable.Range(0, Math.Max(0, groups.Count - 2))
            .Where(index => MayRot(groups, index) && MayRot(groups, index + 1))
            .ToArray();
        if (candidates.Length == 0)
        {
            return false;
        }

        var first = candidates[random.Next(0, candidates.Length - 1)];
        Flip(groups[first], 0, random);
        Flip(groups[first + 1], 0, random);
        return true;
    }

    private static bool MayRot(IReadOnlyList<MappedGroup> groups, int index) =>
        groups[index].FollowsIntact
        && index + 1 < groups.Count
        && groups[index + 1].FollowsIntact
        && groups[index].File == groups[index + 1].File;

    private static MappedGroup? Pick(BlockDisk disk, Prng random)
    {
        var groups = JournalMap.Read(disk);
        var candidates = Enumerable.Range(0, groups.Count).Where(index => MayRot(groups, index)).ToArray();
        if (candidates.Length == 0)
        {
            return null;
        }

        // The newest group that may rot matters most: the older ones are chosen and known to everybody.
        return groups[random.Chance(0.5) ? candidates[^1] : candidates[random.Next(0, candidates.Length - 1)]];
    }

    private static string? Rot(BlockDisk disk, Prng random)
    {
        if (Pick(disk, random) is not { } group)
        {
            return null;
        }

        Flip(group, random.Chance(0.5) ? 0 : random.Next(0, group.Bytes - 1), random);
        return $"group {group.Sequence} rots";
    }

    private static string? MakeUnreadable(BlockDisk disk, Prng random)
    {
        if (Pick(disk, random) is not { } group)
        {
            return null;
        }

        group.File.MakeUnreadable(group.Block + random.Next(0, group.Count - 1));
        return $"group {group.Sequence} cannot be read";
    }

    // A group went to another one's place: its own is empty, and the other one is overwritten.
    private static string? Misdirect(BlockDisk disk, Prng random)
    {
        if (Pick(disk, random) is not { } group)
        {
            return null;
        }

        var bytes = group.File.Durable(group.Block).ToArray();
        group.File.Damage(group.Block, new byte[Blocks.Size]);
        if (Pick(disk, random) is not { } other)
        {
            return $"group {group.Sequence} went nowhere";
        }

        other.File.Damage(other.Block, bytes);
        return $"group {group.Sequence} stands in the place of {other.Sequence}";
    }

    private static string? RotSuperblock(BlockDisk disk, Prng random)
    {
        var file = disk.Files.FirstOrDefault(entry => entry.Name == BlockDisk.SuperblockName).File;
        if (file is null || !file.IsClean || !AreAllCopiesAlike(file))
        {
            return null;
        }

        var count = random.Next(1, 2);
        var first = random.Next(0, SuperblockCopies - 1);
        for (var number = 0; number < count; number++)
        {
            var block = (first + number) % SuperblockCopies * SuperblockCopyBlocks;
            var bytes = file.Durable(block).ToArray();
            bytes[random.Next(0, 100)] ^= 0x40;
            file.Damage(block, bytes);
        }

        return $"{count} copies of the superblock rot";
    }

    // Between its two syncs, or after a crash there, two copies are all that there is of the newest state. The bytes before 24 and from
    // 48 on are alike in copies of one state: between them stand the copy's number and the hash over it.
    private static bool AreAllCopiesAlike(BlockInode file)
    {
        var first = file.Durable(0).ToArray();
        return Enumerable.Range(1, SuperblockCopies - 1).All(number =>
        {
            var copy = file.Durable(number * SuperblockCopyBlocks);
            return copy[..24].SequenceEqual(first.AsSpan(0, 24)) && copy[48..].SequenceEqual(first.AsSpan(48));
        });
    }

    private static void Flip(MappedGroup group, long offset, Prng random)
    {
        var block = group.Block + (offset / Blocks.Size);
        var bytes = group.File.Durable(block).ToArray();
        bytes[offset % Blocks.Size] ^= (byte)(1 << (int)random.Next(0, 7));
        group.File.Damage(block, bytes);
    }
}
