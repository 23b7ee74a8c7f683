namespace Paxos.Node.Web;

/// <summary>The one word for how a node is. Only <see cref="Ready"/> means that it can do its role's work.</summary>
internal enum NodeCondition
{
    /// <summary>The process has started and reads its disk or looks for its peers.</summary>
    Starting = 1,

    /// <summary>The cluster is being formed: not all of the first acceptors have answered yet.</summary>
    Forming = 2,

    /// <summary>The acceptor's disk is blank though its cluster knows it; it must not vote.</summary>
    Blank = 3,

    /// <summary>The acceptor's disk cannot be trusted; it must not vote until it is replaced.</summary>
    Quarantined = 4,

    /// <summary>There is no leader that this node knows of.</summary>
    NoLeader = 5,

    /// <summary>The learner, or the client node's learner, is too far behind what is chosen.</summary>
    CatchingUp = 6,

    /// <summary>The disk is full: the acceptor promises but does not vote, or too many acceptors do so.</summary>
    NoSpace = 7,

    /// <summary>The node is shutting down and takes no new work.</summary>
    Stopping = 8,

    /// <summary>The node does its role's work.</summary>
    Ready = 9,

    /// <summary>Another running node has this one's name; a person must stop or rename one of them.</summary>
    NameConflict = 10,

    /// <summary>The learner's state differs from another learner's at one slot; it serves nothing until a person decides.</summary>
    Diverged = 11,
}
