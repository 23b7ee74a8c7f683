namespace Paxos.Node.Disk;

/// <summary>How an append ended, if the disk did not fail.</summary>
internal enum AppendResult
{
    /// <summary>The group is in the journal.</summary>
    Written = 0,

    /// <summary>Nothing was written: there is no room that this group may use.</summary>
    NoSpace = 1,
}
