using Paxos.Linearizability.Text;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.Models;

/// <summary>A call of the store, whose answers carry revisions.</summary>
internal sealed record StoreCall : Call
{
    /// <summary>What was asked.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The answer; null unless there is one.</summary>
    public OperationResult? Result { get; init; }

    /// <summary>Whether a read may be served from any state that once was, however old.</summary>
    public bool IsSerializable { get; init; }

    /// <summary>Whether it is meant to change something.</summary>
    public bool IsWrite => Operation is not RangeOperation;

    /// <inheritdoc/>
    public override string ToString() => StoreText.Format(this);
}
