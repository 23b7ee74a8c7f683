namespace Paxos.Node.Tests.Disk;

/// <summary>A small file system of its own, mounted for one test by root.</summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private MountedDisk()
    {
        Path = scratch.Sub("mounted");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>A tmpfs of <paramref name="kibibytes"/>.</summary>
    public static MountedDisk Tmpfs(int kibibytes)
    {
        var disk = new MountedDisk();
        Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "paxos-test", disk.Path);
        return disk;
    }

    /// <summary>An ext4 in a file, which becomes read-only at an error, as servers have it.</summary>
    public static MountedDisk Ext4(int mebibytes)
    {
        var disk = new MountedDisk();
        var image = disk.scratch.Sub("image");
        using (var file = File.Create(image))
        {
            file.SetLength(mebibytes * 1024L * 1024);
        }

        Run("mkfs.ext4", "-q", "-F", image);
        Run("mount", "-o", "loop,errors=remount-ro", image, disk.Path);
        return disk;
    }

    /// <summary>The kernel finds an error in the file system.</summary>
    public void Break()
    {
        var device = Shell.Run("findmnt", "-n", "-o", "SOURCE", Path).Output;
        File.WriteAllText($"/sys/fs/ext4/{System.IO.Path.GetFileName(device)}/trigger_fs_error", "1");
    }

    /// <summary>Gives a tmpfs another size.</summary>
    public void Resize(int kibibytes) => Run("mount", "-o", $"remount,size={kibibytes}k", Path);

    /// <summary>From now on it may only be read.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void Dispose()
    {
        Shell.Run("umount", Path);
        scratch.Dispose();
    }

    private static void Run(string command, params string[] arguments)
    {
        var (exitCode, output) = Shell.Run(command, arguments);
        Assert.True(exitCode == 0, $"{command}: {output}");
    }
}
