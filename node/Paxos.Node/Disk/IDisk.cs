namespace Paxos.Node.Disk;

/// <summary>
/// One flat folder of files, as a node's durable side sees it. Everything above it is deterministic, so that the
/// simulator can put a disk under it that loses unsynced blocks, tears sectors and rots.
/// </summary>
/// <remarks>
/// Not safe for several threads at once. Every member throws <see cref="DiskException"/> when the disk fails.
/// </remarks>
internal interface IDisk
{
    /// <summary>The folder, for messages.</summary>
    public string Path { get; }

    /// <summary>The names of the files, in ordinal order.</summary>
    public IReadOnlyList<string> List();

    /// <summary>Opens an existing file for reading and writing.</summary>
    public IDiskFile Open(string name);

    /// <summary>Creates an empty file, or empties an existing one, and opens it.</summary>
    public IDiskFile Create(string name);

    /// <summary>Gives a file another name, in one step; a file of that name disappears.</summary>
    public void Rename(string from, string to);

    /// <summary>Takes a file away.</summary>
    public void Delete(string name);

    /// <summary>Makes every creation, renaming and deletion so far durable.</summary>
    public void SyncFolder();

    /// <summary>Bytes that this process can still allocate in the folder. Others may take them first.</summary>
    public long FreeBytes();
}
