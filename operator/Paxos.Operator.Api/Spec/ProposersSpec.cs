using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Who orders the commands.</summary>
public sealed record ProposersSpec : RoleSpec
{
    /// <summary>How many; more than a few only stand by.</summary>
    [Field("How many there are. One leads; each further one survives the loss of a leader.", Minimum = 1, Maximum = 9)]
    public int Replicas { get; init; } = 2;
}
