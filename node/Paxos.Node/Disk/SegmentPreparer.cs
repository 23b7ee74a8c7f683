namespace Paxos.Node.Disk;

/// <summary>
/// Makes segments ahead of their use: allocated, zero-written and synced, so that a later fdatasync writes a group's
/// blocks and nothing else. It works in bounded steps, for the thread that does them has groups to write as well.
/// </summary>
internal sealed class SegmentPreparer : IDisposable
{
    private const string ReadyPrefix = "prepared-";
    private const string UnfinishedName = "preparing";
    private const int WriteBytes = 1024 * 1024;
    private static readonly byte[] Zeroes = new byte[WriteBytes];

    private readonly IDisk disk;
    private readonly JournalOptions options;
    private readonly SortedSet<string> ready = new(StringComparer.Ordinal);
    private IDiskFile? unfinished;
    private long written;

    /// <summary>Takes over the prepared segments in the folder, and clears away what a crash left half done.</summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public SegmentPreparer(IDisk disk, JournalOptions options)
    {
        this.disk = disk;
        this.options = options;
        foreach (var name in disk.List())
        {
            var isReady = name.StartsWith(ReadyPrefix, StringComparison.Ordinal);
            if (isReady && HasRightLength(name))
            {
                ready.Add(name);
            }
            else if (isReady || name == UnfinishedName)
            {
                disk.Delete(name);
            }
        }
    }

    /// <summary>Segments ready for use.</summary>
    public int Ready => ready.Count;

    /// <summary>Whether one is half done.</summary>
    public bool IsUnderWay => unfinished is not null;

    /// <summary>Why the last try failed; null once a segment was finished after it.</summary>
    public DiskException? NoSpace { get; private set; }

    /// <summary>
    /// Writes <paramref name="file"/> full of zeroes from <paramref name="start"/> to <paramref name="end"/>.
    /// </summary>
    public static void WriteZeroes(IDiskFile file, long start, long end)
    {
        for (var offset = start; offset < end; offset += WriteBytes)
        {
            file.Write(offset, Zeroes.AsSpan(0, (int)Math.Min(WriteBytes, end - offset)));
        }
    }

    /// <summary>
    /// Does one step towards one more segment. A full disk is no exception: it shows in <see cref="NoSpace"/>, and
    /// what was half done is given back, so that others are not kept from the space in vain.
    /// </summary>
    /// <exception cref="DiskException">The disk fails otherwise.</exception>
    public void Step()
    {
        try
        {
            unfinished ??= Begin();
            if (options.SyncEachGroup)
            {
                var end = Math.Min(options.SegmentBytes, written + options.PrepareStepBytes);
                WriteZeroes(unfinished, written, end);
                unfinished.Sync();
                written = end;
            }
            else
            {
                written = options.SegmentBytes;
            }
        }
        catch (DiskException failure) when (failure.IsNoSpace)
        {
            unfinished?.Dispose();
            unfinished = null;
            disk.Delete(UnfinishedName);
            NoSpace = failure;
            return;
        }

        if (written == options.SegmentBytes)
        {
            Finish();
        }
    }

    /// <summary>The name of a ready segment, which is the caller's from now on.</summary>
    public string Take()
    {
        var name = ready.Min ?? throw new InvalidOperationException("No segment is prepared.");
        ready.Remove(name);
        return name;
    }

    /// <summary>
    /// As <see cref="Take"/>, or null when none is ready or they are shorter than <paramref name="length"/>.
    /// </summary>
    public string? TakeOfLength(long length) => ready.Count > 0 && options.SegmentBytes >= length ? Take() : null;

    /// <summary>Stops a preparation that is under way.</summary>
    public void Dispose() => unfinished?.Dispose();

    private IDiskFile Begin()
    {
        written = 0;
        var file = disk.Create(UnfinishedName);
        try
        {
            file.Allocate(options.SegmentBytes);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Finish()
    {
        unfinished!.Dispose();
        unfinished = null;
        var number = 0;
        while (ready.Contains($"{ReadyPrefix}{number}"))
        {
            number++;
        }

        disk.Rename(UnfinishedName, $"{ReadyPrefix}{number}");
        if (options.SyncEachGroup)
        {
            disk.SyncFolder();
        }

        ready.Add($"{ReadyPrefix}{number}");
        NoSpace = null;
    }

    private bool HasRightLength(string name)
    {
        using var file = disk.Open(name);
        return file.Length == options.SegmentBytes;
    }
}
