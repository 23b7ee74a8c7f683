using Paxos.Node.Disk;

namespace Paxos.Node.Tests.Disk;

public sealed class JournalThreadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CrashableDisk disk = new();
    private readonly List<DiskException> fatal = [];
    private readonly ManualResetEventSlim isFatal = new();
    private readonly SemaphoreSlim syncBegan = new(0);
    private readonly SemaphoreSlim syncAllowed = new(0);
    private readonly Journal journal;
    private readonly JournalThread thread;

    public JournalThreadTests()
    {
        journal = JournalBench.Open(disk).Journal;
        thread = NewThread(sealAfter: TimeSpan.FromHours(1)); // Seals would come between the groups on a slow machine.
    }

    public void Dispose()
    {
        disk.BeforeChange = null;
        syncAllowed.Release(1000);
        thread.Dispose();
        isFatal.Dispose();
        syncBegan.Dispose();
        syncAllowed.Dispose();
    }

    /// <summary>D1: nothing is sent before its records are durable.</summary>
    [Fact]
    public void Nothing_is_called_durable_before_its_sync_returned()
    {
        HoldSyncs();
        thread.Start();
        var durable = new CountdownEvent(1);
        Submit(10, _ => durable.Signal());
        Assert.True(syncBegan.Wait(Patience));

        Assert.False(durable.IsSet);
        syncAllowed.Release();

        Assert.True(durable.Wait(Patience));
    }

    [Fact]
    public void What_arrives_while_a_group_is_in_flight_makes_the_next_group_in_order()
    {
        HoldSyncs();
        thread.Start();
        var order = new List<int>();
        var groups = new List<DurableGroup>();
        var durable = new CountdownEvent(51);
        for (var number = 0; number <= 50; number++)
        {
            var mine = number;
            Submit(10, group =>
            {
                order.Add(mine);
                groups.Add(group);
                durable.Signal();
            });
            if (number == 0)
            {
                Assert.True(syncBegan.Wait(Patience));
            }
        }

        syncAllowed.Release(2);

        Assert.True(durable.Wait(Patience));
        Assert.Equal(Enumerable.Range(0, 51), order);
        Assert.Equal([1, 50], groups.DistinctBy(group => group.Sequence).Select(group => group.Submissions));
    }

    [Fact]
    public void A_group_holds_no_more_than_the_journal_allows()
    {
        var sequences = new List<ulong>();
        Submit(9_000, group => sequences.Add(group.Sequence));
        Submit(9_000, group => sequences.Add(group.Sequence));

        thread.Start();
        thread.Stop();

        Assert.Equal([1UL, 2UL], sequences);
    }

    [Fact]
    public void Too_many_waiting_bytes_are_refused_until_some_are_durable()
    {
        HoldSyncs();
        thread.Start();
        var durable = new CountdownEvent(2);
        Assert.True(thread.TrySubmit(Submission(9_000, _ => durable.Signal())));
        Assert.True(thread.HasRoom);
        Assert.True(thread.TrySubmit(Submission(9_000, _ => durable.Signal())));

        Assert.False(thread.HasRoom);
        Assert.False(thread.TrySubmit(Submission(1, _ => { })));
        syncAllowed.Release(2);

        Assert.True(durable.Wait(Patience));
        Assert.True(thread.HasRoom);
    }

    [Fact]
    public void A_submission_larger_than_a_group_is_refused() =>
        Assert.Throws<ArgumentException>(() => thread.TrySubmit(Submission(16 * 1024, _ => { })));

    [Fact]
    public void A_submission_without_records_waits_for_those_before_it_and_writes_nothing()
    {
        HoldSyncs();
        thread.Start();
        var order = new List<ulong>();
        var durable = new CountdownEvent(2);
        Submit(10, group =>
        {
            order.Add(group.Sequence);
            durable.Signal();
        });
        Assert.True(syncBegan.Wait(Patience));
        thread.TrySubmit(new JournalSubmission([], GroupSummary.None, false, group =>
        {
            order.Add(group.Sequence);
            durable.Signal();
        }));

        Assert.Equal(2, durable.CurrentCount);
        syncAllowed.Release();

        Assert.True(durable.Wait(Patience));
        Assert.Equal([1UL, 1UL], order);
        Assert.Equal(1, thread.Figures.Groups);
    }

    [Fact]
    public void An_idle_journal_is_sealed_once()
    {
        HoldSyncs();
        using var sealing = NewThread(sealAfter: TimeSpan.FromMilliseconds(10));
        sealing.Start();
        sealing.TrySubmit(Submission(10, _ => { }));
        syncAllowed.Release(2);
        Assert.True(syncBegan.Wait(Patience));
        Assert.True(syncBegan.Wait(Patience)); // The seal's, of which nobody asked anything.
        sealing.Stop();

        Assert.Equal((1, 1), ((int)sealing.Figures.Groups, (int)sealing.Figures.Seals));
        Assert.Equal(2, JournalBench.Open(disk.AfterKill()).Groups.Count);
    }

    [Fact]
    public void Stopping_writes_what_waits_and_seals()
    {
        for (var number = 0; number < 5; number++)
        {
            Submit(500, _ => { });
        }

        thread.Start();
        thread.Stop();

        Assert.False(thread.TrySubmit(Submission(1, _ => { })));
        var found = JournalBench.Open(disk.AfterKill());
        Assert.Equal(5, found.Records.Count);
        Assert.Equal(2, found.Groups.Count);
        Assert.Empty(fatal);
    }

    [Theory]
    [InlineData("write", Errno.EIO)]
    [InlineData("write", Errno.ENOSPC)]
    [InlineData("sync", Errno.EIO)]
    [InlineData("sync", Errno.EROFS)]
    [InlineData("sync", Errno.ENOSPC)]
    internal void A_failing_disk_is_fatal_at_once_and_nothing_is_tried_again(string failing, Errno errno)
    {
        var calls = 0;
        disk.BeforeChange = (operation, name) =>
        {
            if (operation == failing)
            {
                calls++;
                throw new DiskException(operation, name, errno, "injected");
            }
        };
        thread.Start();
        var isDurable = false;
        Submit(10, _ => isDurable = true);
        Assert.True(isFatal.Wait(Patience));
        thread.Stop();

        Assert.Equal(errno, Assert.Single(fatal).Errno);
        Assert.Equal(1, calls);
        Assert.False(isDurable);
        Assert.False(thread.TrySubmit(Submission(1, _ => { })));
    }

    [Fact]
    public void On_a_full_disk_votes_wait_promises_pass_and_room_is_noticed()
    {
        disk.Capacity = disk.UsedBytes;
        thread.Start();
        for (var number = 0; number < 3; number++)
        {
            SubmitAndWait(15_000, isEssential: false);
        }

        Assert.Equal(SpaceState.NoSpace, thread.Figures.Space);
        SubmitAndWait(10, isEssential: true);
        var vote = new CountdownEvent(1);
        thread.TrySubmit(Submission(10, _ => vote.Signal()));
        SubmitAndWait(10, isEssential: true); // Takes the vote along, for it was submitted later.
        Assert.True(vote.Wait(Patience));

        var late = new CountdownEvent(1);
        thread.TrySubmit(Submission(10, _ => late.Signal()));
        Assert.False(late.IsSet);
        disk.Capacity = long.MaxValue;
        Assert.True(late.Wait(Patience));
        Assert.Empty(fatal);
    }

    private static JournalSubmission Submission(int length, Action<DurableGroup> onDurable, bool isEssential = false) =>
        new([JournalBench.Record(1, length)], JournalBench.Summary(1), isEssential, onDurable);

    private JournalThread NewThread(TimeSpan sealAfter) => new(
        journal,
        new JournalThreadOptions
        {
            WaitingBytesMax = 10_000,
            SpaceRetry = TimeSpan.FromMilliseconds(5),
            SealAfter = sealAfter,
        },
        TimeProvider.System,
        failure =>
        {
            fatal.Add(failure);
            isFatal.Set();
        });

    private void Submit(int length, Action<DurableGroup> onDurable) =>
        Assert.True(thread.TrySubmit(Submission(length, onDurable)));

    private void SubmitAndWait(int length, bool isEssential)
    {
        using var durable = new ManualResetEventSlim();
        Assert.True(thread.TrySubmit(Submission(length, _ => durable.Set(), isEssential)));
        Assert.True(durable.Wait(Patience));
    }

    private void HoldSyncs() => disk.BeforeChange = (operation, _) =>
    {
        if (operation == "sync")
        {
            syncBegan.Release();
            syncAllowed.Wait();
        }
    };
}
