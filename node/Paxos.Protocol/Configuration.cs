using System.Buffers.Binary;
using System.Security.Cryptography;
using Paxos.Protocol.Encoding;

namespace Paxos.Protocol;

/// <summary>An acceptor of a configuration: the name it formed under and the identity of its disk.</summary>
/// <param name="Name">The process's name.</param>
/// <param name="Disk">Its disk; what quorums are counted by.</param>
public sealed record ConfiguredAcceptor(string Name, DiskId Disk);

/// <summary>
/// The agreed acceptor set, the only thing quorums are made of (rule G1). Two quorum sizes as in Flexible Paxos (Howard, Malkhi,
/// Spiegelman, OPODIS 2016): every phase-1 quorum meets every phase-2 quorum because their sizes add up to more than all.
/// </summary>
public sealed class Configuration : IEquatable<Configuration>
{
    /// <summary>Acceptors in a configuration at most: they fit the bits of one number.</summary>
    public const int AcceptorsMax = 64;

    private readonly byte[] bytes;

    private Configuration(
        ulong clusterId, uint epoch, Slot firstSlot, IReadOnlyList<ConfiguredAcceptor> acceptors, int phase1Quorum, int phase2Quorum)
    {
        Epoch = epoch;
        FirstSlot = firstSlot;
        Acceptors = acceptors;
        Phase1Quorum = phase1Quorum;
        Phase2Quorum = phase2Quorum;
        ClusterId = clusterId != 0 ? clusterId : HashOf(Encode(0));
        bytes = Encode(ClusterId);
    }

    /// <summary>The first 64 bits of a hash of the first configuration: other disks or quorum sizes are another cluster. Never 0.</summary>
    public ulong ClusterId { get; }

    /// <summary>0 for the configuration a cluster is formed with, one more with each later one.</summary>
    public uint Epoch { get; }

    /// <summary>The first slot that this configuration decides.</summary>
    public Slot FirstSlot { get; }

    /// <summary>The acceptors, ordered by name.</summary>
    public IReadOnlyList<ConfiguredAcceptor> Acceptors { get; }

    /// <summary>Promises that make phase 1 complete.</summary>
    public int Phase1Quorum { get; }

    /// <summary>Votes at one ballot that make a batch chosen.</summary>
    public int Phase2Quorum { get; }

    /// <summary>The canonical encoding.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The configuration that a new cluster is formed with: epoch 0, majorities.</summary>
    /// <param name="acceptors">1 to <see cref="AcceptorsMax"/> acceptors with different names and disks, in any order.</param>
    public static Configuration Form(IEnumerable<ConfiguredAcceptor> acceptors)
    {
        var sorted = acceptors.OrderBy(acceptor => acceptor.Name, StringComparer.Ordinal).ToArray();
        var majority = Quorum.Majority(sorted.Length);
        return Checked(0, 0, Slot.First, sorted, majority, majority);
    }

    /// <summary>Reads a canonical encoding.</summary>
    /// <exception cref="EncodingException">The bytes are not a valid configuration.</exception>
    public static Configuration Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        var clusterId = reader.Fixed64();
        var epoch = reader.Fixed32();
        var firstSlot = new Slot(reader.Variable());
        var phase1Quorum = (int)reader.Variable();
        var phase2Quorum = (int)reader.Variable();
        var acceptors = new ConfiguredAcceptor[reader.Count()];
        for (var index = 0; index < acceptors.Length; index++)
        {
            acceptors[index] = new ConfiguredAcceptor(reader.Text(), new DiskId(reader.Fixed64(), reader.Fixed64()));
        }

        reader.End();
        if (clusterId == 0)
        {
            throw new EncodingException("A configuration's cluster id must not be 0.");
        }

        return Checked(clusterId, epoch, firstSlot, acceptors, phase1Quorum, phase2Quorum);
    }

    /// <summary>The index of the acceptor with this disk, or -1 when it does not stand in this configuration.</summary>
    public int IndexOf(DiskId disk)
    {
        for (var index = 0; index < Acceptors.Count; index++)
        {
            if (Acceptors[index].Disk == disk)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Whether the acceptor of this name stands in it with this disk.</summary>
    public bool Contains(string name, DiskId disk) =>
        Acceptors.Any(acceptor => acceptor.Disk == disk && string.Equals(acceptor.Name, name, StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Equals(Configuration? other) => other is not null && bytes.AsSpan().SequenceEqual(other.bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)ClusterId;

    /// <summary>Cluster id, epoch and the acceptors' names.</summary>
    public override string ToString() =>
        $"{ClusterId:x16}/{Epoch}[{string.Join(',', Acceptors.Select(acceptor => acceptor.Name))}]";

    private static Configuration Checked(
        ulong clusterId, uint epoch, Slot firstSlot, ConfiguredAcceptor[] acceptors, int phase1Quorum, int phase2Quorum)
    {
        if (acceptors.Length is 0 or > AcceptorsMax)
        {
            throw new EncodingException($"A configuration has 1 to {AcceptorsMax} acceptors. It has {acceptors.Length}.");
        }

        for (var index = 1; index < acceptors.Length; index++)
        {
            if (string.CompareOrdinal(acceptors[index - 1].Name, acceptors[index].Name) >= 0)
            {
                throw new EncodingException($"Acceptor names must be different and ordered. '{acceptors[index].Name}' is not.");
            }
        }

        if (acceptors.Select(acceptor => acceptor.Disk).Distinct().Count() != acceptors.Length)
        {
            throw new EncodingException("The acceptors' disk ids must be different.");
        }

        Quorum.Validate(acceptors.Length, phase1Quorum, phase2Quorum);
        return new Configuration(clusterId, epoch, firstSlot, acceptors, phase1Quorum, phase2Quorum);
    }

    private static ulong HashOf(byte[] content) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(content)) | 1;

    private byte[] Encode(ulong clusterId)
    {
        var writer = new ByteWriter();
        writer.Fixed64(clusterId);
        writer.Fixed32(Epoch);
        writer.Variable(FirstSlot.Number);
        writer.Variable((ulong)Phase1Quorum);
        writer.Variable((ulong)Phase2Quorum);
        writer.Variable((ulong)Acceptors.Count);
        foreach (var acceptor in Acceptors)
        {
            writer.Text(acceptor.Name);
            writer.Fixed64(acceptor.Disk.High);
            writer.Fixed64(acceptor.Disk.Low);
        }

        return writer.ToArray();
    }
}
