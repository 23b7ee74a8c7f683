namespace Paxos.Node.Disk;

/// <summary>An open file. Every member throws <see cref="DiskException"/> when the disk fails.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>The path that it was opened under, for messages.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Reads from <paramref name="offset"/>; fewer bytes than asked for only where the file ends.</summary>
    /// <returns>Bytes read.</returns>
    public int Read(long offset, Span<byte> buffer);

    /// <summary>
    /// Writes all of <paramref name="bytes"/> at <paramref name="offset"/>; durable only after <see cref="Sync"/>.
    /// </summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Makes every write so far durable, and what is needed to read it again. Never called a second time after it
    /// failed.
    /// </summary>
    public void Sync();

    /// <summary>Takes the space for <paramref name="length"/> bytes; what was not written reads as zeroes.</summary>
    public void Allocate(long length);
}
