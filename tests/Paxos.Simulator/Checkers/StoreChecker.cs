using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>At the end, learners that have applied the same slots hold the same state (rule L3), by a digest over all of it.</summary>
internal static class StoreChecker
{
    /// <summary>Checks the learners that run.</summary>
    /// <exception cref="ViolationException">Two of them differ.</exception>
    public static void Check(World world)
    {
        var digests = new SortedDictionary<Slot, (NodeId Learner, ulong Digest)>();
        foreach (var learner in world.Processes.Select(process => process.NodeOf(Role.Learner)).OfType<Learner>())
        {
            Compare(digests, learner.AppliedTo, learner.Id, learner.Store.Digest());
        }
    }

    /// <summary>Compares one learner's digest with that of the others at the same slot.</summary>
    internal static void Compare(
        SortedDictionary<Slot, (NodeId Learner, ulong Digest)> digests, Slot appliedTo, NodeId learner, ulong digest)
    {
        if (digests.TryGetValue(appliedTo, out var other) && other.Digest != digest)
        {
            throw new ViolationException(
                "store", $"{learner} and {other.Learner} have applied slot {appliedTo} and hold {digest:x16} and {other.Digest:x16}");
        }

        digests[appliedTo] = (learner, digest);
    }
}
