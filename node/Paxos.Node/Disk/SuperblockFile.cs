using System.Buffers.Binary;
using System.IO.Hashing;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Disk;

/// <summary>
/// The file <c>superblock</c>: four checksummed copies, of which a crash or rot may take two. A write goes to two of
/// them, and after an fdatasync to the other two, so that one intact pair exists at every moment. The layout is in
/// FORMAT.md.
/// </summary>
/// <param name="disk">The data folder.</param>
internal sealed class SuperblockFile(IDisk disk)
{
    /// <summary>The file's name.</summary>
    public const string Name = "superblock";

    /// <summary>The name that a new file is made under; one that a crash left behind means nothing.</summary>
    public const string NewName = "superblock.new";

    /// <summary>The layout that this program writes, and the newest that it reads.</summary>
    public const uint FormatVersion = 2;

    /// <summary>The layout without marks and quarantine, which is still read.</summary>
    private const uint FirstFormatVersion = 1;

    /// <summary>Copies in the file.</summary>
    public const int Copies = 4;

    /// <summary>Bytes set aside for each copy.</summary>
    public const int CopyBytes = 128 * 1024;

    private const ulong Magic = 0x3130_4253_5850_4150; // "PAPXSB01"

    // Magic 8, format version 4, body length 4, write number 8, copy number 8, hash 16.
    private const int PrefixBytes = 48;
    private const int HashOffset = 32;
    private const int CopiesNeeded = 2;

    // The copies in the order of writing: those that do not hold the newest state come first.
    private int[] order = [0, 1, 2, 3];
    private ulong lastWrite;

    /// <summary>Reads the newest state that at least two copies agree on.</summary>
    /// <exception cref="DiskException">The disk fails, other than by single blocks that cannot be read.</exception>
    public SuperblockReading Read()
    {
        if (!disk.List().Contains(Name))
        {
            return new SuperblockReading.Missing();
        }

        using var file = disk.Open(Name);
        var copies = Enumerable.Range(0, Copies).Select(number => ReadCopy(file, number)).OfType<Copy>().ToList();
        lastWrite = copies.Select(copy => copy.Write).DefaultIfEmpty().Max();
        var newest = copies
            .GroupBy(copy => (copy.Write, Hash: XxHash128.HashToUInt128(copy.Body.Span)))
            .Where(same => same.Count() >= CopiesNeeded)
            .MaxBy(same => same.Key.Write);
        if (newest is null)
        {
            return new SuperblockReading.Quarantined(
                $"Only {copies.Count} of the {Copies} copies in {file.Path} are intact, and no two of them agree.");
        }

        order = [.. order.OrderBy(number => newest.Any(copy => copy.Number == number))];
        var format = newest.First().Format;
        return format > FormatVersion
            ? new SuperblockReading.NewerFormat(format)
            : Decoded(newest.First().Body, format, newest.Count(), file.Path);
    }

    /// <summary>
    /// Makes the file, with its first state. A crash at any point leaves no file named <see cref="Name"/> or a valid
    /// one.
    /// </summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public void Create(Superblock superblock)
    {
        using (var file = disk.Create(NewName))
        {
            file.Allocate(Copies * CopyBytes);
            lastWrite = 1;
            var body = Encode(superblock);
            for (var number = 0; number < Copies; number++)
            {
                WriteCopy(file, number, body);
            }

            file.Sync();
        }

        disk.Rename(NewName, Name);
        disk.SyncFolder();
    }

    /// <summary>
    /// Replaces the state. When this returns, every later <see cref="Read"/> gives this one or a newer one.
    /// </summary>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public void Write(Superblock superblock)
    {
        // Above every number seen, also one that a single copy holds: two different states never share a number.
        lastWrite++;
        var body = Encode(superblock);
        using var file = disk.Open(Name);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.SuperblockNotSynced))
        {
            Array.ForEach(order, number => WriteCopy(file, number, body));
            return;
        }
#endif
        foreach (var pair in order.Chunk(CopiesNeeded))
        {
            foreach (var number in pair)
            {
                WriteCopy(file, number, body);
            }

            file.Sync();
        }
    }

    private static byte[] Encode(Superblock superblock)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(superblock.Identity.Length, Superblock.IdentityBytesMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            superblock.PromisedFloor.Length, Superblock.PromisedFloorBytesMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(superblock.Marks.Length, Superblock.MarksBytesMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(superblock.Quarantine.Length, Superblock.QuarantineLengthMax);
        var writer = new ByteWriter();
        writer.Text(superblock.NodeName);
        writer.Text(superblock.RoleName);
        writer.Fixed64(superblock.ClusterId);
        writer.Fixed64(superblock.DiskId.High);
        writer.Fixed64(superblock.DiskId.Low);
        writer.Bytes(superblock.Identity.Span);
        writer.Bytes(superblock.PromisedFloor.Span);
        writer.Fixed64(superblock.TrimmedTo);
        writer.Fixed64(superblock.Salt);
        writer.Fixed64(superblock.BootCount);
        writer.Fixed64(superblock.OldestSequence);
        writer.Bytes(superblock.Marks.Span);
        writer.Text(superblock.Quarantine);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(writer.Length, CopyBytes - PrefixBytes, nameof(superblock));
        return writer.ToArray();
    }

    private static SuperblockReading Decoded(ReadOnlyMemory<byte> body, uint format, int goodCopies, string path)
    {
        try
        {
            var reader = new ByteReader(body);
            var superblock = new Superblock
            {
                NodeName = reader.Text(),
                RoleName = reader.Text(),
                ClusterId = reader.Fixed64(),
                DiskId = new DiskId(reader.Fixed64(), reader.Fixed64()),
                Identity = reader.Bytes(),
                PromisedFloor = reader.Bytes(),
                TrimmedTo = reader.Fixed64(),
                Salt = reader.Fixed64(),
                BootCount = reader.Fixed64(),
                OldestSequence = reader.Fixed64(),
            };
            if (format > FirstFormatVersion)
            {
                superblock = superblock with { Marks = reader.Bytes(), Quarantine = reader.Text() };
            }

            reader.End();
            return new SuperblockReading.Found(superblock, goodCopies);
        }
        catch (EncodingException failure)
        {
            return new SuperblockReading.Quarantined(
                $"The copies in {path} are intact but no superblock: {failure.Message}");
        }
    }

    private static Copy? ReadCopy(IDiskFile file, int number)
    {
        var bytes = new byte[CopyBytes];
        try
        {
            if (file.Read((long)number * CopyBytes, bytes) != CopyBytes)
            {
                return null;
            }
        }
        catch (DiskException failure) when (failure.Errno == Errno.EIO)
        {
            return null; // A sector that cannot be read is a damaged copy, which is what the other three are for.
        }

        var prefix = bytes.AsSpan(0, PrefixBytes);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prefix[12..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(prefix) != Magic
            || length > CopyBytes - PrefixBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(prefix[24..]) != (ulong)number
            || BinaryPrimitives.ReadUInt128LittleEndian(prefix[HashOffset..]) != HashOf(bytes, (int)length))
        {
            return null;
        }

        return new Copy(
            number,
            BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(prefix[16..]),
            bytes.AsMemory(PrefixBytes, (int)length));
    }

    private static UInt128 HashOf(ReadOnlySpan<byte> copy, int bodyLength)
    {
        var hash = new XxHash128();
        hash.Append(copy[..HashOffset]);
        hash.Append(copy.Slice(PrefixBytes, bodyLength));
        return hash.GetCurrentHashAsUInt128();
    }

    private void WriteCopy(IDiskFile file, int number, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[Blocks.RoundUp(PrefixBytes + body.Length)];
        body.CopyTo(bytes.AsSpan(PrefixBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)body.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), lastWrite);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), (ulong)number);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(HashOffset), HashOf(bytes, body.Length));
        file.Write((long)number * CopyBytes, bytes);
    }

    private sealed record Copy(int Number, uint Format, ulong Write, ReadOnlyMemory<byte> Body);
}
