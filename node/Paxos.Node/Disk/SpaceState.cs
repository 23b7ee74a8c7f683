namespace Paxos.Node.Disk;

/// <summary>Whether the disk has room for the journal to grow.</summary>
internal enum SpaceState
{
    /// <summary>The segments wanted are prepared, or nothing kept them from being prepared yet.</summary>
    Enough = 0,

    /// <summary>
    /// The disk is full: the last try to prepare a segment failed. New votes should be refused from now on; about
    /// half a segment is left for what was taken in before, and one whole segment for promises.
    /// </summary>
    NoSpace = 1,
}
