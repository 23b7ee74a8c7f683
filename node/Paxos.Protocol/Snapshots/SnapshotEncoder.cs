using System.Buffers.Binary;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Protocol.Snapshots;

/// <summary>
/// Makes a snapshot's bytes, a bounded slice at a time, and cuts them into chunks. Equal state gives equal bytes, whoever makes them and
/// in whatever slices.
/// </summary>
internal sealed class SnapshotEncoder
{
    private readonly SnapshotSource source;
    private readonly int chunkBytes;
    private readonly IEnumerator<bool> items;
    private readonly List<SnapshotHash> hashes = [];
    private readonly ByteWriter item = new();
    private ByteWriter writer = new();
    private long length;
    private bool isExhausted;

    /// <summary>Begins at the first byte.</summary>
    /// <param name="source">What to write.</param>
    /// <param name="chunkBytes">Bytes of a chunk, 1 to <see cref="SnapshotManifest.ChunkBytesMax"/>.</param>
    public SnapshotEncoder(SnapshotSource source, int chunkBytes)
    {
        this.source = source;
        this.chunkBytes = Math.Min(chunkBytes, SnapshotManifest.ChunkBytesMax);
        items = Items().GetEnumerator();
    }

    /// <summary>The last slot included.</summary>
    public Slot Slot => source.Slot;

    /// <summary>The number that the next chunk gets.</summary>
    public int NextIndex => hashes.Count;

    /// <summary>The manifest, once every chunk was taken; null before.</summary>
    public SnapshotManifest? Manifest { get; private set; }

    /// <summary>Goes on for at most <paramref name="itemsMax"/> items, or until a chunk is full.</summary>
    /// <returns>The next chunk, or null when there was not enough for one yet, or no more.</returns>
    public ReadOnlyMemory<byte>? NextChunk(int itemsMax)
    {
        for (var count = 0; count < itemsMax && writer.Length < chunkBytes && !isExhausted; count++)
        {
            isExhausted = !items.MoveNext();
        }

        if (writer.Length < chunkBytes && !isExhausted)
        {
            return null;
        }

        if (writer.Length == 0)
        {
            Manifest ??= new SnapshotManifest(
                source.Configuration.ClusterId, source.Configuration.Epoch, source.Slot, source.ChainHash, length, chunkBytes, hashes);
            return null;
        }

        return Cut();
    }

    private byte[] Cut()
    {
        var written = writer.Written;
        var chunk = written[..Math.Min(chunkBytes, written.Length)].ToArray();
        var rest = new ByteWriter(chunkBytes + 256);
        rest.Raw(written[chunk.Length..]);
        writer = rest;
        length += chunk.Length;
        hashes.Add(SnapshotHash.Of(chunk));
        return chunk;
    }

    // Each step writes one item.
    private IEnumerable<bool> Items()
    {
        var (sessions, versions) = (0UL, 0UL);
        yield return Write(SnapshotItem.Header, WriteHeader);
        foreach (var session in SessionsToWrite())
        {
            sessions++;
            yield return Write(SnapshotItem.Session, into => WriteSession(into, session));
            foreach (var kept in session.Responses)
            {
                yield return Write(SnapshotItem.Response, into =>
                {
                    into.Variable(kept.Sequence);
                    into.Bytes(kept.Response.Span);
                });
            }
        }

        foreach (var version in source.Store.Export())
        {
            versions++;
            yield return Write(SnapshotItem.KeyVersion, into => KeyValueCodec.Encode(version, into));
        }

        yield return Write(SnapshotItem.End, into =>
        {
            into.Variable(sessions);
            into.Variable(versions);
        });
    }

    private IEnumerable<SessionSnapshot> SessionsToWrite()
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.SnapshotLacksSessions))
        {
            return [];
        }

        if (Planted.Is(PlantedBug.SnapshotLacksResponses))
        {
            return source.Sessions.Select(session => session with { Responses = [] });
        }
#endif
        return source.Sessions;
    }

    private bool Write(SnapshotItem kind, Action<ByteWriter> write)
    {
        item.Clear();
        item.Byte((byte)kind);
        write(item);
        Span<byte> size = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)item.Length);
        writer.Raw(size);
        writer.Raw(item.Written);
        return true;
    }

    private void WriteHeader(ByteWriter into)
    {
        into.Bytes(source.Configuration.Bytes.Span);
        into.Variable(source.Slot.Number);
        into.Fixed64(source.ChainHash.Value);
        into.Variable((ulong)source.Growth);
        into.VariableSigned(source.ClusterTime);
        into.VariableSigned(source.Store.Revision);
        var compacted = source.Store.CompactRevision;
#if PLANTED_BUGS
        compacted = Planted.Is(PlantedBug.SnapshotLacksCompaction) ? 0 : compacted;
#endif
        into.VariableSigned(compacted);
    }

    private static void WriteSession(ByteWriter into, SessionSnapshot session)
    {
        into.Variable(session.Id.Number);
        into.Fixed64(session.Nonce);
        into.VariableSigned(session.LastActive);
        into.Variable(session.AckedBelow);
        into.Variable((ulong)session.Responses.Count);
    }
}
