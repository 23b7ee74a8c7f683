namespace Paxos.Protocol;

// Between a role and the process around it (NodeId.Host); never on the wire. The host's requests come as messages too, so that the
// core has one entrance.

/// <summary>An application's request, from the host to the client role.</summary>
/// <param name="RequestId">The host's, unique in this process's life.</param>
/// <param name="Operation">The store's encoded operation.</param>
/// <param name="Kind">Whether it changes something, and how fresh a read must be.</param>
/// <param name="DeadlineMilliseconds">How long to try, from now.</param>
public sealed record Request(
    ulong RequestId, ReadOnlyMemory<byte> Operation, RequestKind Kind, long DeadlineMilliseconds) : Message;

/// <summary>What a <see cref="Request"/> asks for.</summary>
public enum RequestKind
{
    /// <summary>It changes the store.</summary>
    Write = 1,

    /// <summary>It reads what every earlier answered write did.</summary>
    LinearizableRead = 2,

    /// <summary>It reads what one learner has.</summary>
    SerializableRead = 3,
}

/// <summary>How a <see cref="Request"/> ended.</summary>
public enum ReplyKind
{
    /// <summary>The store answered.</summary>
    Done = 1,

    /// <summary>Too many requests wait; nothing was stored.</summary>
    Overloaded = 2,

    /// <summary>Too few acceptors have disk space; nothing was stored.</summary>
    NoSpace = 3,

    /// <summary>The deadline passed before the request was sent to anyone that could act on it; nothing was stored.</summary>
    Unavailable = 4,

    /// <summary>The deadline passed after a write was sent: it may or may not have happened, or may yet happen.</summary>
    OutcomeUnknown = 5,

    /// <summary>The session expired after a write was sent: it may or may not have happened.</summary>
    SessionExpired = 6,
}

/// <summary>The answer to a <see cref="Request"/>, from the client role to the host.</summary>
/// <param name="RequestId">The request's.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="Result">The store's encoded result; empty unless done.</param>
/// <param name="Reason">For people, why it is not done; empty when it is.</param>
public sealed record Reply(ulong RequestId, ReplyKind Kind, ReadOnlyMemory<byte> Result, string Reason) : Message;

/// <summary>The kernel says that the connection to a process was closed or reset (silence is not this).</summary>
/// <param name="Name">The process.</param>
public sealed record LinkLost(string Name) : Message;

/// <summary>Whether the disk has room for votes, from the host to an acceptor; sent when it changes.</summary>
/// <param name="HasSpace">False when the next journal segment could not be prepared.</param>
public sealed record SpaceChanged(bool HasSpace) : Message;

/// <summary>How far an acceptor's journal is durable, from the host; sent now and then while it grows.</summary>
/// <param name="Stamp">The number of the newest group of records that is durable; never lower than one told before.</param>
public sealed record GroupsDurable(ulong Stamp) : Message;

/// <summary>Asks a proposer to hand its office over; without effect when it does not lead.</summary>
/// <param name="Target">The proposer that should lead next; empty: the leader chooses.</param>
public sealed record HandOver(string Target) : Message;

/// <summary>The process is about to stop: hand over, take no new commands.</summary>
public sealed record Stopping : Message;
