namespace Paxos.Protocol.Snapshots;

/// <summary>
/// The kinds of items that follow each other in a snapshot's bytes, each with its length, 4 bytes, in front: one header; each session
/// followed by its responses, by name; each version of each key, by key and revision; one end.
/// </summary>
internal enum SnapshotItem : byte
{
    /// <summary>What the state is of.</summary>
    Header = 1,

    /// <summary>A session.</summary>
    Session = 2,

    /// <summary>A response that the session before it still keeps.</summary>
    Response = 3,

    /// <summary>A version of a key.</summary>
    KeyVersion = 4,

    /// <summary>How many sessions and versions there were.</summary>
    End = 5,
}
