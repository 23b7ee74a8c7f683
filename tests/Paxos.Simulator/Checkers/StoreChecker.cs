using Paxos.Linearizability.Models;
using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// At the end, learners that have applied the same slots hold the same state (rule L3), by a digest over all of it; and it is what the
/// model says a store holds after these operations, every kept version of every key.
/// </summary>
internal static class StoreChecker
{
    private const string Name = "store";

    /// <summary>Checks the learners that run.</summary>
    /// <exception cref="ViolationException">Two of them differ, or one from the model.</exception>
    public static void Check(World world, ModelStore model)
    {
        var digests = new SortedDictionary<Slot, (NodeId Learner, ulong Digest)>();
        foreach (var learner in world.Processes.Select(process => process.NodeOf(Role.Learner)).OfType<Learner>())
        {
            Compare(digests, learner.AppliedTo, learner.Id, learner.Store.Digest());
            CompareKept(learner.Id, learner.Store.Snapshot(), model);
        }
    }

    /// <summary>Compares one learner's digest with that of the others at the same slot.</summary>
    internal static void Compare(
        SortedDictionary<Slot, (NodeId Learner, ulong Digest)> digests, Slot appliedTo, NodeId learner, ulong digest)
    {
        if (digests.TryGetValue(appliedTo, out var other) && other.Digest != digest)
        {
            throw new ViolationException(
                Name, $"{learner} and {other.Learner} have applied slot {appliedTo} and hold {digest:x16} and {other.Digest:x16}");
        }

        digests[appliedTo] = (learner, digest);
    }

    /// <summary>Compares what a learner's store keeps with what the model says it should.</summary>
    internal static void CompareKept(NodeId learner, StoreView store, ModelStore model)
    {
        var kept = store.Export().Select(Describe);
        var expected = model.Kept().Select(Describe);
        var extra = kept.Except(expected).FirstOrDefault();
        var missing = expected.Except(kept).FirstOrDefault();
        if (extra is not null || missing is not null)
        {
            throw new ViolationException(
                Name,
                $"{learner} at revision {store.Revision}, compacted to {store.CompactRevision}: "
                + (missing is null ? $"keeps {extra}, which is no version of the model's" : $"lacks {missing}"));
        }
    }

    private static string Describe(KeyValue version) =>
        $"{ModelStore.Text(version.Key)}@{version.ModRevision} (created {version.CreateRevision}, version {version.Version}, "
        + $"{(version.IsTombstone ? "deleted" : $"{version.Value.Length} bytes")})";
}
