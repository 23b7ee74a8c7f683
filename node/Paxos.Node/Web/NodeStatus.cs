namespace Paxos.Node.Web;

/// <summary>
/// A node's state at one moment: the one truth behind <c>/status.json</c>, the page, <c>/metrics</c>, <c>/readyz</c>
/// and the admin service. Never holds what users store. JSON names are these in camel case; absent values are null, not
/// left out.
/// </summary>
internal sealed record NodeStatus
{
    /// <summary>The node's name, unique in its cluster.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The roles that the process holds, as in its settings: <c>proposer</c>, <c>acceptor</c>, <c>learner</c>,
    /// <c>client</c>.
    /// </summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>16 hexadecimal digits; zeros while the cluster is unknown.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The epoch of the configuration that the node acts in.</summary>
    public required uint Epoch { get; init; }

    /// <summary>The name of the leading proposer, null while none is known.</summary>
    public required string? Leader { get; init; }

    /// <summary>The highest ballot that the node knows, <c>epoch.round.owner</c>.</summary>
    public required string Ballot { get; init; }

    /// <summary>The last slot up to which all are known to be chosen; 0 before the first.</summary>
    public required ulong ChosenSlot { get; init; }

    /// <summary>
    /// The last slot that this node's learner applied, or the newest it heard of from one; 0 before the first.
    /// </summary>
    public required ulong AppliedSlot { get; init; }

    /// <summary>How the node is, in one word.</summary>
    public required NodeCondition Condition { get; init; }

    /// <summary>What it waits for or what hinders it, as a sentence; empty when nothing does.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it can do its role's work: what <c>/readyz</c> answers.</summary>
    public required bool Ready { get; init; }

    /// <summary>When the process started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>
    /// When the node's loop made this report, UTC. <c>/healthz</c> takes the process for stuck when it is older than
    /// <see cref="NodeWebOptions.ReportAgeMax"/>.
    /// </summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>Milliseconds since the process started.</summary>
    public required long UptimeMilliseconds { get; init; }

    /// <summary>Bytes of memory that the process occupies.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>All members that gossip knows, this node among them, by name.</summary>
    public required IReadOnlyList<MemberStatus> Members { get; init; }

    /// <summary>Null where the process is no proposer.</summary>
    public ProposerStatus? Proposer { get; init; }

    /// <summary>Null where the process is no acceptor.</summary>
    public AcceptorStatus? Acceptor { get; init; }

    /// <summary>Null where the process is no learner.</summary>
    public LearnerStatus? Learner { get; init; }

    /// <summary>Null where the process is no client node.</summary>
    public ClientStatus? Client { get; init; }
}

/// <summary>What a node knows of a member of its cluster, by gossip.</summary>
internal sealed record MemberStatus
{
    /// <summary>The member's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its roles, as in <see cref="NodeStatus.Roles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>
    /// Alive, Suspect, Dead or Left by gossip's opinion; or what the member says of itself, such as Blank or Forming.
    /// </summary>
    public required string State { get; init; }

    /// <summary>How often it had to refute a rumour of its death (SWIM, section 4.2).</summary>
    public required ulong Incarnation { get; init; }

    /// <summary>host:port of its page; empty while unknown.</summary>
    public required string WebAddress { get; init; }

    /// <summary>host:port where it takes frames; empty while unknown.</summary>
    public required string PeerAddress { get; init; }

    /// <summary>host:port where it takes clients; empty where it has no client role.</summary>
    public required string ClientAddress { get; init; }

    /// <summary>Whether it leads, as far as this node knows.</summary>
    public required bool Leader { get; init; }

    /// <summary>The slot that it applied up to (learners), voted in (acceptors) or chose (the leader).</summary>
    public required ulong Applied { get; init; }

    /// <summary>Its program's version.</summary>
    public required string Version { get; init; }

    /// <summary>Milliseconds since its process started, by its own word.</summary>
    public required long AgeMilliseconds { get; init; }
}
