using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>An acceptor's disk.</summary>
public sealed record AcceptorStorageSpec : StorageSpec
{
    /// <summary>How large.</summary>
    [Field("The size of each acceptor's disk. It can grow and never shrinks, so there is no default.", Unit = "bytes")]
    [Needed]
    public Quantity? Size { get; init; }
}
