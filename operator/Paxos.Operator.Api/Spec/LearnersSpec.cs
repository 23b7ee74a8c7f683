using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Who applies and answers reads.</summary>
public sealed record LearnersSpec : RoleSpec
{
    /// <summary>How many; the leader sends each of them every batch.</summary>
    [Field("How many there are. More answer more reads; the leader sends each of them everything.", Minimum = 1, Maximum = 32)]
    public int Replicas { get; init; } = 2;

    /// <summary>Their disks.</summary>
    [Field("The disk of each learner: its log and its snapshots. A lost one is filled again by the other learners.")]
    public LearnerStorageSpec Storage { get; init; } = new();
}
