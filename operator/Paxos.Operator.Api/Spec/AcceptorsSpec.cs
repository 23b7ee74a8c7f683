using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>The voters.</summary>
public sealed record AcceptorsSpec : RoleSpec
{
    /// <summary>How many; a configuration of the protocol has nine at most.</summary>
    [Field("How many vote. Odd: 3 survive one failure, 5 survive two. It cannot be changed later yet.", Minimum = 1, Maximum = 9)]
    public int Replicas { get; init; } = 3;

    /// <summary>Whether an even number is taken.</summary>
    [Field("Takes an even number of acceptors, which survives no more failures than one fewer.")]
    public bool AllowEven { get; init; }

    /// <summary>Their disks.</summary>
    [Field("The disk of each acceptor: its votes, which must never be lost.")]
    public AcceptorStorageSpec Storage { get; init; } = new();
}
