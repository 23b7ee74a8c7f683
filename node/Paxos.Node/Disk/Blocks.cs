namespace Paxos.Node.Disk;

/// <summary>
/// The unit that everything on disk is aligned to, so that a later write never rewrites a sector of an earlier one.
/// </summary>
internal static class Blocks
{
    /// <summary>
    /// Bytes in a block: at least the sector size of every disk in use, and the page size of the kernel's cache.
    /// </summary>
    public const int Size = 4096;

    /// <summary>The least whole number of blocks that holds <paramref name="bytes"/>, in bytes.</summary>
    public static int RoundUp(int bytes) => (bytes + Size - 1) / Size * Size;

    /// <summary>The largest whole number of blocks within <paramref name="bytes"/>, in bytes.</summary>
    public static long RoundDown(long bytes) => bytes / Size * Size;
}
