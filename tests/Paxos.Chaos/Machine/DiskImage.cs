namespace Paxos.Chaos.Machine;

/// <summary>A disk of its own for one node: an ext4 file system in a file, through a loop device.</summary>
internal sealed class DiskImage
{
    // Room for what the acceptors of a long run keep; the file is sparse, so it takes only what is written.
    private const long Bytes = 1024L * 1024 * 1024;

    private readonly string image;
    private readonly string mount;
    private string? device;

    private DiskImage(string image, string mount)
    {
        this.image = image;
        this.mount = mount;
    }

    private string Filler => Path.Combine(mount, "filler");

    /// <summary>Why there can be none; null when there can.</summary>
    public static async Task<string?> ObstacleAsync(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "only root may mount disks";
        }

        await using var undo = new Undo(new Progress(TextWriter.Null));
        try
        {
            await MakeAsync(Path.Combine(folder, "probe.image"), Path.Combine(folder, "probe"), undo);
            return null;
        }
        catch (InvalidOperationException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Makes and mounts one.</summary>
    /// <param name="image">The file.</param>
    /// <param name="mount">The folder that it is mounted on; made here.</param>
    /// <param name="undo">Takes note of all that is made.</param>
    public static async Task<DiskImage> MakeAsync(string image, string mount, Undo undo)
    {
        await using (var file = File.Create(image))
        {
            file.SetLength(Bytes);
        }

        Directory.CreateDirectory(mount);
        await Shell.RunAsync("mkfs.ext4", "-q", "-F", "-m", "0", image);
        var disk = new DiskImage(image, mount);
        await disk.MountAsync();
        undo.Add($"the disk on {mount}", disk.UnmountAsync);
        return disk;
    }

    /// <summary>Takes all free space.</summary>
    public async Task FillAsync()
    {
        var free = new DriveInfo(mount).AvailableFreeSpace;
        await Shell.TryAsync("fallocate", "-l", $"{free}", Filler);
    }

    /// <summary>Gives the space back.</summary>
    public void Empty() => File.Delete(Filler);

    /// <summary>Every write and fsync waits until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => Shell.RunAsync("fsfreeze", "--freeze", mount);

    /// <summary>They go on.</summary>
    public Task ThawAsync() => Shell.RunAsync("fsfreeze", "--unfreeze", mount);

    /// <summary>
    /// The kernel finds an error: the journal is given up, the file system may only be read, and every fsync of what was not on disk
    /// by then fails.
    /// </summary>
    public Task BreakAsync() => File.WriteAllTextAsync($"/sys/fs/ext4/{Path.GetFileName(device)}/trigger_fs_error", "1");

    /// <summary>Whether this kernel can be made to find an error.</summary>
    public bool CanBreak => File.Exists($"/sys/fs/ext4/{Path.GetFileName(device)}/trigger_fs_error");

    /// <summary>Checks and mounts it anew; nobody may have it open.</summary>
    public async Task RepairAsync()
    {
        await UnmountAsync();

        // Exit code 1 says that errors were corrected.
        var (exitCode, output) = await Shell.TryAsync("e2fsck", "-f", "-y", image);
        if (exitCode > 1)
        {
            throw new InvalidOperationException($"e2fsck {image}: {output}");
        }

        await MountAsync();
    }

    private async Task MountAsync()
    {
        await Shell.RunAsync("mount", "-o", "loop,errors=remount-ro", image, mount);
        var (exitCode, source) = await Shell.TryAsync("findmnt", "-n", "-o", "SOURCE", mount);
        device = exitCode == 0 ? source : throw new InvalidOperationException($"findmnt {mount}: {source}");
    }

    private Task UnmountAsync() => Shell.RunAsync("umount", mount);
}
