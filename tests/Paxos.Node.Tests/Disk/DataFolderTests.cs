using System.Runtime.Versioning;
using Paxos.Node.Disk;

namespace Paxos.Node.Tests.Disk;

[SupportedOSPlatform("linux")]
public sealed class DataFolderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_missing_folder_is_made_for_this_user_alone()
    {
        var path = scratch.Sub("a/b");

        using var folder = DataFolder.Open(path);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(path, folder.Disk.Path);
    }

    [Fact]
    public void A_folder_that_is_open_is_refused_with_the_process_that_holds_it()
    {
        using (DataFolder.Open(scratch.Path))
        {
            var failure = Assert.Throws<DataFolderException>(() => DataFolder.Open(scratch.Path));

            Assert.Equal(
                $"The data folder {scratch.Path} is open in another process (pid {Environment.ProcessId}).",
                failure.Message);
        }

        DataFolder.Open(scratch.Path).Dispose();
    }

    [Fact]
    public void A_folder_that_another_process_holds_is_refused_until_that_process_ends()
    {
        DataFolder.Open(scratch.Path).Dispose();
        using var holder = Shell.Start("flock", "-x", scratch.Sub("lock"), "cat");
        holder.StandardInput.WriteLine("locked");
        holder.StandardInput.Flush();
        Assert.Equal("locked", holder.StandardOutput.ReadLine());

        var failure = Assert.Throws<DataFolderException>(() => DataFolder.Open(scratch.Path));
        Assert.Contains("is open in another process", failure.Message, StringComparison.Ordinal);

        holder.StandardInput.Close();
        holder.WaitForExit();
        DataFolder.Open(scratch.Path).Dispose();
    }

    // As after an error of its file system: a disk that failed, and no wrong setting, also when it is found at a start.
    [RootFact]
    public void A_disk_that_has_become_read_only_has_failed()
    {
        using var disk = MountedDisk.Tmpfs(64);
        var path = Path.Combine(disk.Path, "data");
        DataFolder.Open(path).Dispose();
        disk.MakeReadOnly();

        Assert.Equal(Errno.EROFS, Assert.Throws<DiskException>(() => DataFolder.Open(path)).Errno);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void A_file_in_the_way_is_named(string path)
    {
        File.WriteAllText(scratch.Sub("file"), "");

        var failure = Assert.Throws<DataFolderException>(() => DataFolder.Open(scratch.Sub(path)));

        Assert.Equal($"The data folder {scratch.Sub(path)} is not a folder.", failure.Message);
    }

    [RootFact]
    public void A_folder_that_cannot_be_written_is_named_with_the_reason()
    {
        using var disk = MountedDisk.Tmpfs(64);
        disk.MakeReadOnly();

        var failure = Assert.Throws<DataFolderException>(() => DataFolder.Open(disk.Path));

        Assert.StartsWith($"The data folder {disk.Path} is not writable: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("EROFS", failure.Message, StringComparison.Ordinal);
    }
}
