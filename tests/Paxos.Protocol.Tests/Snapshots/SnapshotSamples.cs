using Paxos.Protocol.Learning;
using Paxos.Protocol.Snapshots;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Snapshots;

/// <summary>States to make snapshots of, and whole snapshots in one call.</summary>
internal static class SnapshotSamples
{
    public const int ChunkBytes = 200;

    public const long TimeToLive = 60_000;

    /// <summary>A machine that has run a session's opening and <paramref name="writes"/> appends, the last answers kept.</summary>
    public static StateMachine Machine(int writes)
    {
        var machine = new StateMachine(TimeToLive);
        machine.Apply(Slot.First, Batch.Of(5, [new OpenSession(ClientNonce << 16)]));
        for (var write = 1; write <= writes; write++)
        {
            machine.Apply(At((ulong)write + 1), BatchOf($"value {write}", (ulong)write));
        }

        return machine;
    }

    public static SnapshotSource Source(StateMachine machine, ulong slot = 100) => new(
        Three, At(slot), new PrefixHash(77), 5_000, machine.ClusterTime, machine.Store.Snapshot(), machine.Sessions.Freeze());

    /// <summary>Everything that an encoder makes, in slices of <paramref name="itemsMax"/> items.</summary>
    public static (SnapshotManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Encode(
        SnapshotSource source, int chunkBytes = ChunkBytes, int itemsMax = 1_000)
    {
        var encoder = new SnapshotEncoder(source, chunkBytes);
        var chunks = new List<ReadOnlyMemory<byte>>();
        while (encoder.Manifest is null)
        {
            if (encoder.NextChunk(itemsMax) is { } chunk)
            {
                chunks.Add(chunk);
            }
        }

        return (encoder.Manifest, chunks);
    }

    public static RestoredState Decode(SnapshotManifest manifest, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var decoder = new SnapshotDecoder(manifest, Three.ClusterId, TimeToLive);
        foreach (var chunk in chunks)
        {
            decoder.Add(chunk);
        }

        return decoder.Finish();
    }

    public static ulong DigestOf(StateMachine machine)
    {
        using var digest = new StateDigest();
        machine.Store.Snapshot().AddTo(digest);
        machine.Sessions.AddTo(digest);
        digest.Add(machine.ClusterTime);
        return digest.Take();
    }
}
