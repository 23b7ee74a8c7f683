using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>The acceptors.</summary>
public sealed record AcceptorsStatus : RoleStatus
{
    /// <summary>Who votes.</summary>
    [Field("How many vote: their pod runs and their disk is of this cluster.")]
    public int Voting { get; init; }

    /// <summary>How many more may fail.</summary>
    [Field("How many of those may fail before nothing can be written.")]
    public int FaultTolerance { get; init; }
}
