using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Simulator;

/// <summary>
/// What happened, in order. Every entry goes into a hash as bytes; text is made only when somebody will read it, because making it
/// costs more than the run. Two runs of one seed must have one hash, also in two processes.
/// </summary>
internal sealed class Trace : IDisposable
{
    private const int PieceBytes = 1 << 16;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TraceText text;
    private readonly Action<string>? write;
    private readonly Queue<string> tail = new();
    private readonly int tailMax;
    private ByteWriter piece = new(PieceBytes + 1024);

    /// <summary>A trace that keeps its last <paramref name="tailMax"/> lines and gives each line to <paramref name="write"/>.</summary>
    public Trace(TraceText text = TraceText.None, int tailMax = 0, Action<string>? write = null)
    {
        this.text = text;
        this.tailMax = tailMax;
        this.write = write;
    }

    /// <summary>The last lines, oldest first; empty without text.</summary>
    public IReadOnlyCollection<string> Tail => tail;

    /// <summary>Notes that something happened.</summary>
    /// <param name="time">Virtual milliseconds.</param>
    /// <param name="what">What kind of thing.</param>
    /// <param name="subject">Whom it happened to, or who did it.</param>
    /// <param name="other">The other side; default where there is none.</param>
    /// <param name="bytes">What tells this entry from others of its kind.</param>
    /// <param name="detail">What it was, described only when text is wanted.</param>
    public void Note(
        long time, TraceKind what, NodeId subject, NodeId other, ReadOnlySpan<byte> bytes, object? detail = null)
    {
        piece.VariableSigned(time);
        piece.Byte((byte)what);
        Add(subject);
        Add(other);
        piece.Bytes(bytes);
        if (piece.Length >= PieceBytes)
        {
            Flush();
        }

        if (text == TraceText.None)
        {
            return;
        }

        var target = other.Name is { Length: > 0 } ? $" -> {other}" : string.Empty;
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{time,7} {what,-9} {subject}{target} {Description.Of(detail)}");
        tail.Enqueue(line);
        if (tail.Count > tailMax)
        {
            tail.Dequeue();
        }

        write?.Invoke(line);
    }

    /// <summary>The hash over everything noted so far, as hexadecimal digits.</summary>
    public string Hash()
    {
        Flush();
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private void Add(NodeId id)
    {
        piece.Byte((byte)id.Role);
        Span<byte> name = stackalloc byte[64];
        piece.Bytes(name[..Encoding.UTF8.GetBytes(id.Name ?? string.Empty, name)]);
    }

    private void Flush()
    {
        hash.AppendData(piece.Written);
        piece = new ByteWriter(PieceBytes + 1024);
    }
}
