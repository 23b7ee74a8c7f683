using System.Buffers.Binary;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Learning;
using Paxos.Protocol.Store;

namespace Paxos.Protocol.Snapshots;

/// <summary>The state that a snapshot holds, ready to go on from.</summary>
/// <param name="Manifest">What it was made of.</param>
/// <param name="Configuration">The configuration in force after its slot.</param>
/// <param name="Growth">As in <see cref="SnapshotPoints.Growth"/>, up to its slot.</param>
/// <param name="Machine">Store, sessions and cluster time.</param>
internal sealed record RestoredState(SnapshotManifest Manifest, Configuration Configuration, long Growth, StateMachine Machine);

/// <summary>
/// Builds the state of a snapshot from its chunks, in order, one at a time. Nothing in them is trusted (rule T3): each chunk must have
/// the manifest's hash, and what it holds must follow the store's and the sessions' own rules.
/// </summary>
internal sealed class SnapshotDecoder
{
    // The largest item is a value with its key; anything longer is no item.
    private const int ItemBytesMax = StoreLimits.ValueBytesMax + StoreLimits.KeyBytesMax + 1024;

    private readonly SnapshotManifest manifest;
    private readonly long sessionTimeToLiveMilliseconds;
    private readonly Sessions sessions = new();
    private readonly List<CachedResponse> responses = [];
    private ReadOnlyMemory<byte> pending;
    private StoreImporter? store;
    private Configuration? configuration;
    private SessionSnapshot? session;
    private ulong responsesDue;
    private ulong versions;
    private long growth;
    private long clusterTime;
    private bool isEnded;

    /// <summary>Begins before the first chunk.</summary>
    /// <param name="manifest">The snapshot's manifest.</param>
    /// <param name="clusterId">The cluster that it must be of.</param>
    /// <param name="sessionTimeToLiveMilliseconds">For the state machine that is built.</param>
    /// <exception cref="EncodingException">It is another cluster's.</exception>
    public SnapshotDecoder(SnapshotManifest manifest, ulong clusterId, long sessionTimeToLiveMilliseconds)
    {
        manifest.CheckCluster(clusterId);
        this.manifest = manifest;
        this.sessionTimeToLiveMilliseconds = sessionTimeToLiveMilliseconds;
    }

    /// <summary>The chunk that comes next.</summary>
    public int NextIndex { get; private set; }

    /// <summary>Whether every chunk was taken.</summary>
    public bool IsComplete => NextIndex == manifest.Chunks.Count;

    /// <summary>Takes the next chunk.</summary>
    /// <exception cref="EncodingException">It is not that chunk, or holds what no snapshot holds.</exception>
    public void Add(ReadOnlyMemory<byte> chunk)
    {
        manifest.Check(NextIndex, chunk.Span);
        NextIndex++;
        var bytes = Join(pending, chunk);
        while (bytes.Length >= sizeof(uint))
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
            if (size > ItemBytesMax)
            {
                throw new EncodingException($"An item of a snapshot has at most {ItemBytesMax} bytes. One says {size}.");
            }

            if (bytes.Length - sizeof(uint) < size)
            {
                break;
            }

            Take(bytes.Slice(sizeof(uint), (int)size));
            bytes = bytes[(sizeof(uint) + (int)size)..];
        }

        pending = bytes.ToArray();
    }

    /// <summary>The whole state, once every chunk was taken.</summary>
    /// <exception cref="EncodingException">Something is missing.</exception>
    public RestoredState Finish()
    {
        if (!IsComplete || !isEnded || pending.Length > 0)
        {
            throw new EncodingException(
                $"The snapshot {manifest} ends after {NextIndex} of {manifest.Chunks.Count} chunks, {pending.Length} bytes into an item.");
        }

        var machine = new StateMachine(sessionTimeToLiveMilliseconds, store!.Finish(), sessions, clusterTime);
        return new RestoredState(manifest, configuration!, growth, machine);
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> chunk)
    {
        if (before.IsEmpty)
        {
            return chunk;
        }

        var joined = new byte[before.Length + chunk.Length];
        before.Span.CopyTo(joined);
        chunk.Span.CopyTo(joined.AsSpan(before.Length));
        return joined;
    }

    private void Take(ReadOnlyMemory<byte> item)
    {
        var reader = new ByteReader(item);
        var kind = (SnapshotItem)reader.Byte();
        Require(!isEnded, $"After its end a snapshot holds an item of kind {(byte)kind}.");
        Require(store is not null == kind is not SnapshotItem.Header, $"A snapshot has one header, first. Item {(byte)kind} breaks that.");
        Require(
            kind is SnapshotItem.Response || responsesDue == 0,
            $"Session {session?.Id} of a snapshot misses {responsesDue} responses.");
        switch (kind)
        {
            case SnapshotItem.Header:
                TakeHeader(ref reader);
                break;
            case SnapshotItem.Session:
                Require(versions == 0, $"A session of a snapshot follows {versions} versions of keys.");
                TakeSession(ref reader);
                break;
            case SnapshotItem.Response:
                Require(responsesDue > 0, $"Session {session?.Id} of a snapshot has a response too many.");
                responses.Add(new CachedResponse(reader.Variable(), reader.Bytes().ToArray()));
                responsesDue--;
                AddSessionIfWhole();
                break;
            case SnapshotItem.KeyVersion:
                store!.Add(KeyValueCodec.Decode(ref reader));
                versions++;
                break;
            case SnapshotItem.End:
                TakeEnd(reader.Variable(), reader.Variable());
                break;
            default:
                throw new EncodingException($"An item of a snapshot must be of kind 1 to 5. It is {(byte)kind}.");
        }

        reader.End();
    }

    private void TakeHeader(ref ByteReader reader)
    {
        configuration = Configuration.Decode(reader.Bytes().ToArray());
        var slot = new Slot(reader.Variable());
        var hash = new PrefixHash(reader.Fixed64());
        growth = (long)reader.Variable();
        clusterTime = reader.VariableSigned();
        store = new StoreImporter(reader.VariableSigned(), reader.VariableSigned());
        Require(
            configuration.ClusterId == manifest.ClusterId && configuration.Epoch == manifest.Epoch && slot == manifest.Slot
                && hash == manifest.ChainHash,
            $"The snapshot {manifest} holds the state of {configuration} at slot {slot} with the chain hash {hash}.");
    }

    private void TakeSession(ref ByteReader reader)
    {
        var id = new SessionId(reader.Variable());
        session = new SessionSnapshot(id, reader.Fixed64(), reader.VariableSigned(), reader.Variable(), []);
        responsesDue = reader.Variable();
        Require(
            responsesDue <= Sessions.WindowMax,
            $"Session {id} of a snapshot has {responsesDue} responses; at most {Sessions.WindowMax} fit.");
        responses.Clear();
        AddSessionIfWhole();
    }

    private void AddSessionIfWhole()
    {
        if (responsesDue == 0)
        {
            sessions.Import(session! with { Responses = [.. responses] });
        }
    }

    private void TakeEnd(ulong sessionsStated, ulong versionsStated)
    {
        Require(
            sessionsStated == (ulong)sessions.Count && versionsStated == versions,
            $"A snapshot says {sessionsStated} sessions and {versionsStated} versions. It holds {sessions.Count} and {versions}.");
        isEnded = true;
    }

    private static void Require(
        bool holds, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(holds))] InvariantMessage rule)
    {
        if (!holds)
        {
            throw new EncodingException(rule.ToString());
        }
    }
}
