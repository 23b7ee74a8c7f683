using Paxos.Linearizability.Models;
using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.History;

/// <summary>
/// One request of an application, as the application saw it. Its operation's bytes are unlike those of any other request of the run, so
/// that its effect can be told wherever it shows.
/// </summary>
internal sealed class HistoryEntry
{
    /// <summary>Which request of the run it is, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The name of the client node's process.</summary>
    public required string Client { get; init; }

    /// <summary>What was asked.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The operation's encoding.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether it writes, and how fresh a read must be.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>Its place among all invocations and replies of the run.</summary>
    public required long InvokedAt { get; init; }

    /// <summary>The reply's place; <see cref="long.MaxValue"/> while, or for ever if, there is none.</summary>
    public long RepliedAt { get; private set; } = long.MaxValue;

    /// <summary>How it ended; null when the application never learned.</summary>
    public ReplyKind? Outcome { get; private set; }

    /// <summary>The store's answer; null unless done.</summary>
    public OperationResult? Result { get; private set; }

    /// <summary>Whether it was answered by the store.</summary>
    public bool IsDone => Outcome == ReplyKind.Done;

    /// <summary>Whether it was promised that it has not happened and never will.</summary>
    public bool IsDenied => Outcome is ReplyKind.Overloaded or ReplyKind.NoSpace or ReplyKind.Unavailable;

    /// <summary>Notes the reply.</summary>
    public void Complete(long repliedAt, ReplyKind outcome, OperationResult? result)
    {
        Outcome = outcome;
        Result = result;

        // A request whose outcome is unknown may still happen at any time: for the order it never ended.
        RepliedAt = IsDone ? repliedAt : long.MaxValue;
    }

    /// <summary>The request as the common checker knows it.</summary>
    public StoreCall ToCall() => new()
    {
        Number = Number,
        Process = $"{Client}/{Number}",
        InvokedAt = InvokedAt,
        ReturnedAt = RepliedAt,
        Outcome = IsDone ? Linearizability.Outcome.Answered
            : IsDenied ? Linearizability.Outcome.Refused
            : Linearizability.Outcome.Unknown,
        Operation = Operation,
        Result = Result,
        IsSerializable = Kind == RequestKind.SerializableRead,
    };

    /// <summary>Number, client, operation and outcome.</summary>
    public override string ToString() => $"request {Number} of {Client} ({Operation.GetType().Name}, {Outcome?.ToString() ?? "no reply"})";
}
