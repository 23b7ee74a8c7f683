namespace Paxos.Protocol;

/// <summary>One entry of a <see cref="Batch"/>: something a client node asked the replicated state to do.</summary>
public abstract record Command;

/// <summary>Opens a session; its id is the place in the log where this command is chosen (protocol: exactly-once sessions).</summary>
/// <param name="Nonce">48 bits of the client node's start and a 16-bit counter: tells the client node which answer is its own.</param>
public sealed record OpenSession(ulong Nonce) : Command;

/// <summary>Runs a store operation once, however often the command is chosen.</summary>
/// <param name="Session">The session it belongs to.</param>
/// <param name="Sequence">Its number within the session, from 1.</param>
/// <param name="AckedBelow">The client node waits for no answer below this number; their cached answers may go.</param>
/// <param name="Operation">The operation, encoded by the store's codec.</param>
public sealed record Execute(SessionId Session, ulong Sequence, ulong AckedBelow, ReadOnlyMemory<byte> Operation) : Command;

/// <summary>Keeps an idle session from expiring.</summary>
/// <param name="Session">The session.</param>
public sealed record KeepAlive(SessionId Session) : Command;
