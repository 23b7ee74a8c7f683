namespace Paxos.Linearizability.Tests;

/// <summary>A call of a FIFO queue: the object of Herlihy and Wing's first figures.</summary>
internal sealed record QueueCall : Call
{
    /// <summary>What an enqueue adds; null for a dequeue.</summary>
    public string? Added { get; init; }

    /// <summary>What a dequeue got.</summary>
    public string? Got { get; init; }

    public override string ToString() => Added is null ? $"{Process} Deq = {Got}" : $"{Process} Enq({Added})";
}
