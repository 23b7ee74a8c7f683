namespace Paxos.Protocol;

/// <summary>How far an acceptor's disk has come in forming the cluster. It only goes forward.</summary>
public enum DiskState
{
    /// <summary>It has an identity and belongs to no configuration.</summary>
    Blank = 1,

    /// <summary>It has recorded a configuration that it stands in, and does not vote yet.</summary>
    Recorded = 2,

    /// <summary>Every acceptor of the configuration was seen to have recorded it; from here on it promises and votes.</summary>
    Active = 3,
}
