namespace Paxos.Protocol;

/// <summary>What a node does in the protocol (Lamport, "Paxos Made Simple", section 2.1). A process may hold several.</summary>
public enum Role
{
    /// <summary>Sequences commands and drives ballots; keeps nothing on disk.</summary>
    Proposer = 1,

    /// <summary>Promises and votes; the only role on the commit path with a disk.</summary>
    Acceptor = 2,

    /// <summary>Learns the chosen commands, applies them in slot order and answers reads.</summary>
    Learner = 3,

    /// <summary>The front door: owns the sessions, finds the leader, retries, and matches answers to requests.</summary>
    Client = 4,
}
