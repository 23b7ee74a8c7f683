using System.Runtime.Versioning;
using Paxos.Node.Disk;

namespace Paxos.Node.Tests.Disk;

/// <summary>The real disk, and the journal on it.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinuxDiskTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Files_are_made_written_read_renamed_and_taken_away()
    {
        var disk = new LinuxDisk(scratch.Path);
        using (var file = disk.Create("b"))
        {
            file.Allocate(10_000);
            file.Write(9_998, [1, 2, 3]);
            file.Sync();
            Assert.Equal(10_001, file.Length);
            var read = new byte[5];
            Assert.Equal(4, file.Read(9_997, read));
            Assert.Equal([0, 1, 2, 3, 0], read);
        }

        disk.Create("a").Dispose();
        Assert.Equal(["a", "b"], disk.List());
        disk.Rename("b", "a");
        disk.SyncFolder();
        Assert.Equal(["a"], disk.List());
        using (var file = disk.Open("a"))
        {
            Assert.Equal(10_001, file.Length);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch.Sub("a")));
        disk.Delete("a");
        Assert.Empty(disk.List());
        Assert.True(disk.FreeBytes() > 0);
    }

    [Fact]
    public void A_failure_names_the_operation_the_path_and_the_error()
    {
        var disk = new LinuxDisk(scratch.Path);

        var failure = Assert.Throws<DiskException>(() => disk.Open("missing"));

        Assert.Equal(
            $"open of {scratch.Sub("missing")} failed: ENOENT (No such file or directory).", failure.Message);
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(() => disk.Delete("missing")).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(() => disk.Rename("missing", "a")).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(() => new LinuxDisk(scratch.Sub("x")).List()).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(new LinuxDisk(scratch.Sub("x")).SyncFolder).Errno);
        using var file = disk.Create("a");
        Assert.Equal(Errno.EINVAL, Assert.Throws<DiskException>(() => file.Write(-1, [1])).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<DiskException>(() => file.Read(-1, new byte[1])).Errno);
    }

    [Fact]
    public void A_journal_on_a_real_folder_finds_what_its_thread_wrote()
    {
        using (var folder = DataFolder.Open(scratch.Path))
        {
            using var thread = Start(folder);
            for (var number = 1; number <= 200; number++)
            {
                var submission = new JournalSubmission(
                    [JournalBench.Record(number, number * 50)], JournalBench.Summary(number), false, _ => { });
                Assert.True(thread.TrySubmit(submission));
            }

            thread.Stop();
            Assert.InRange(thread.Figures.MaxSync, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        }

        using var again = DataFolder.Open(scratch.Path);
        JournalBench.Open(again.Disk).AssertRecords(
            [.. Enumerable.Range(1, 200).Select(number => (number, number * 50))]);
    }

    [RootFact]
    public void A_full_file_system_is_no_failure_of_the_disk()
    {
        using var mounted = MountedDisk.Tmpfs(kibibytes: 150);
        var disk = new LinuxDisk(mounted.Path);
        using (var journal = JournalBench.Open(disk).Journal)
        {
            JournalBench.Append(journal, 1, 16_000);
            JournalBench.Append(journal, 2, 16_000);
            journal.PrepareStep();
            Assert.Equal(SpaceState.NoSpace, journal.Space);
            JournalBench.Append(journal, 3, 16_000);
            Assert.Equal(
                AppendResult.NoSpace, journal.Append([JournalBench.Record(4, 9)], GroupSummary.None, essential: false));
        }

        File.WriteAllBytes(Path.Combine(mounted.Path, "other"), new byte[disk.FreeBytes()]);
        var found = JournalBench.Open(disk);
        using (found.Journal)
        {
            found.AssertRecords((1, 16_000), (2, 16_000), (3, 16_000));
        }
    }

    /// <summary>An ext4 whose journal aborted answers EROFS, which .NET's own flush takes for success.</summary>
    [RootFact]
    public void A_file_system_that_became_read_only_is_fatal_and_nothing_is_called_durable()
    {
        using var mounted = MountedDisk.Ext4(mebibytes: 16);
        var failures = new List<DiskException>();
        var disk = new LinuxDisk(mounted.Path);
        var journal = JournalBench.Open(disk).Journal;
        var isDurable = false;
        using (var thread = new JournalThread(journal, new JournalThreadOptions(), TimeProvider.System, failures.Add))
        {
            thread.TrySubmit(
                new JournalSubmission([JournalBench.Record(1, 10)], GroupSummary.None, false, _ => isDurable = true));
            mounted.Break();
            thread.Start();
            thread.Stop();
        }

        Assert.Equal(Errno.EROFS, Assert.Single(failures).Errno);
        Assert.False(isDurable);
    }

    [RootFact]
    public void The_sync_itself_fails_on_a_file_system_that_became_read_only()
    {
        using var mounted = MountedDisk.Ext4(mebibytes: 16);
        using var file = new LinuxDisk(mounted.Path).Create("a");
        file.Write(0, [1]);
        mounted.Break();

        var failure = Assert.Throws<DiskException>(file.Sync);

        Assert.Equal(("fdatasync", Errno.EROFS), (failure.Operation, failure.Errno));
    }

    private static JournalThread Start(DataFolder folder)
    {
        var thread = new JournalThread(
            JournalBench.Open(folder.Disk).Journal,
            new JournalThreadOptions(),
            TimeProvider.System,
            failure => Assert.Fail(failure.Message));
        thread.Start();
        return thread;
    }
}
