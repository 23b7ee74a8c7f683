using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>The leading proposer.</summary>
public sealed record LeaderStatus
{
    /// <summary>Its name.</summary>
    [Field("The node's name.")]
    public string Name { get; init; } = "";

    /// <summary>Its ballot.</summary>
    [Field("The ballot that it leads at: epoch, round and owner.")]
    public string Ballot { get; init; } = "";
}
