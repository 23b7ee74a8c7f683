using System.Buffers.Binary;
using System.Security.Cryptography;
using Paxos.Protocol.Encoding;

namespace Paxos.Protocol;

/// <summary>
/// The value that is chosen in a slot: commands and the cluster time at which the leader put them together, or a no-op. It is
/// encoded once; the same bytes go to acceptors, learners and disks, and two batches are equal when their bytes are.
/// </summary>
public sealed class Batch : IEquatable<Batch>
{
    /// <summary>Commands in one batch at most; below 4,096 so that a session id can hold the index.</summary>
    public const int CommandsMax = 2_000;

    private IReadOnlyList<Command>? commands;
    private ulong digest;

    private Batch(ReadOnlyMemory<byte> bytes, long stamp, bool isNoop, IReadOnlyList<Command>? commands)
    {
        Bytes = bytes;
        Stamp = stamp;
        IsNoop = isNoop;
        this.commands = commands;
    }

    /// <summary>Fills a slot that a new leader must close and for which nothing was voted.</summary>
    public static Batch Noop { get; } = new(new byte[] { (byte)Kind.Noop }, 0, true, []);

    /// <summary>The encoding.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Cluster time in milliseconds when the leader made it; 0 for a no-op.</summary>
    public long Stamp { get; }

    /// <summary>Whether it does nothing.</summary>
    public bool IsNoop { get; }

    /// <summary>The commands, decoded on first use.</summary>
    /// <exception cref="EncodingException">The bytes are not a batch.</exception>
    public IReadOnlyList<Command> Commands => commands ??= DecodeCommands(Bytes);

    /// <summary>The first 64 bits of the SHA-256 of the bytes, computed on first use.</summary>
    public ulong Digest => digest != 0 ? digest : digest = ComputeDigest(Bytes.Span);

    /// <summary>A batch of <paramref name="commands"/>, at least one and at most <see cref="CommandsMax"/>.</summary>
    public static Batch Of(long stamp, IReadOnlyList<Command> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        Invariant.Check(commands.Count is > 0 and <= CommandsMax, $"B1: a batch holds 1 to {CommandsMax} commands, not {commands.Count}");
        var writer = new ByteWriter(64 + (commands.Count * 64));
        writer.Byte((byte)Kind.Commands);
        writer.VariableSigned(stamp);
        writer.Variable((ulong)commands.Count);
        foreach (var command in commands)
        {
            WriteCommand(writer, command);
        }

        return new Batch(writer.ToArray(), stamp, false, commands);
    }

    /// <summary>Reads the head of an encoding; the commands stay encoded until they are needed.</summary>
    /// <exception cref="EncodingException">The bytes are not a batch.</exception>
    public static Batch Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var kind = (Kind)reader.Byte();
        switch (kind)
        {
            case Kind.Noop:
                reader.End();
                return Noop;
            case Kind.Commands:
                return new Batch(bytes, reader.VariableSigned(), false, null);
            default:
                throw new EncodingException($"A batch's kind must be 1 or 2. It is {(byte)kind}.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(Batch? other) =>
        other is not null && (ReferenceEquals(this, other) || Bytes.Span.SequenceEqual(other.Bytes.Span));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Batch);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Digest;

    /// <summary><c>noop</c>, or the size and digest; never the content.</summary>
    public override string ToString() => IsNoop ? "noop" : $"{Bytes.Length}B#{Digest:x16}";

    private static ulong ComputeDigest(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        return value == 0 ? 1 : value;
    }

    private static void WriteCommand(ByteWriter writer, Command command)
    {
        switch (command)
        {
            case OpenSession open:
                writer.Byte((byte)CommandKind.OpenSession);
                writer.Fixed64(open.Nonce);
                break;
            case Execute execute:
                writer.Byte((byte)CommandKind.Execute);
                writer.Variable(execute.Session.Number);
                writer.Variable(execute.Sequence);
                writer.Variable(execute.AckedBelow);
                writer.Bytes(execute.Operation.Span);
                break;
            case KeepAlive keepAlive:
                writer.Byte((byte)CommandKind.KeepAlive);
                writer.Variable(keepAlive.Session.Number);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No encoding for {command.GetType().Name}.");
        }
    }

    private static Command ReadCommand(ref ByteReader reader)
    {
        var kind = (CommandKind)reader.Byte();
        return kind switch
        {
            CommandKind.OpenSession => new OpenSession(reader.Fixed64()),
            CommandKind.Execute => new Execute(
                new SessionId(reader.Variable()), reader.Variable(), reader.Variable(), reader.Bytes()),
            CommandKind.KeepAlive => new KeepAlive(new SessionId(reader.Variable())),
            _ => throw new EncodingException($"A command's kind must be 1 to 3. It is {(byte)kind}."),
        };
    }

    private static Command[] DecodeCommands(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        reader.Byte();
        reader.VariableSigned();
        var count = reader.Count();
        if (count is 0 or > CommandsMax)
        {
            throw new EncodingException($"A batch holds 1 to {CommandsMax} commands. It says {count}.");
        }

        var decoded = new Command[count];
        for (var index = 0; index < count; index++)
        {
            decoded[index] = ReadCommand(ref reader);
        }

        reader.End();
        return decoded;
    }

    private enum Kind : byte
    {
        Noop = 1,
        Commands = 2,
    }

    private enum CommandKind : byte
    {
        OpenSession = 1,
        Execute = 2,
        KeepAlive = 3,
    }
}
