namespace Paxos.Chaos.Faults;

/// <summary>What can be done to nodes.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL, and a start later.</summary>
    Kill = 1,

    /// <summary>SIGSTOP, and SIGCONT later.</summary>
    Pause = 2,

    /// <summary>Nothing passes between some nodes and the others.</summary>
    Partition = 3,

    /// <summary>Nothing passes in one direction.</summary>
    OneWay = 4,

    /// <summary>A share of packets is lost.</summary>
    Loss = 5,

    /// <summary>What a node sends is held to a low rate.</summary>
    Bandwidth = 6,

    /// <summary>What a node sends arrives late.</summary>
    Delay = 7,

    /// <summary>A disk has no free space, and much is written.</summary>
    FullDisk = 8,

    /// <summary>A disk stands still again and again.</summary>
    SlowDisk = 9,

    /// <summary>A disk fails an fsync and takes no more writes.</summary>
    FailingDisk = 10,
}
