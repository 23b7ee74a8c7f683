namespace Paxos.Protocol.Store;

/// <summary>Every bound of the store in one place, each with its reason.</summary>
public static class StoreLimits
{
    /// <summary>
    /// The longest key, in bytes. Keys stand in every leaf of the index and in every comparison; 4 KiB is far above
    /// what the known users of such stores need, and keeps a key small beside the smallest disk page.
    /// </summary>
    public const int KeyBytesMax = 4096;

    /// <summary>
    /// The longest bound of a range, in bytes: one more than a key, so that a scan can go on right after the longest
    /// key by asking from that key with a zero byte behind it.
    /// </summary>
    public const int BoundBytesMax = KeyBytesMax + 1;

    /// <summary>
    /// The largest value, in bytes: 1.5 MiB, etcd's default bound of a request, so that its users can move over.
    /// </summary>
    public const int ValueBytesMax = 1_572_864;

    /// <summary>
    /// Keys and values in one answer to a range, in bytes: 4 MiB. Above the largest single value, so that a scan
    /// always moves on; well below the 16 MiB of a frame between nodes; and small enough that many readers can wait
    /// for answers at once.
    /// </summary>
    public const int ResponseBytesMax = 4 * 1024 * 1024;

    /// <summary>
    /// Keys that one slice of a compaction visits: about a millisecond of work, the longest that writes shall wait for
    /// it.
    /// </summary>
    public const int CompactionSliceKeys = 10_000;
}
