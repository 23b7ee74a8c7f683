using Paxos.Protocol.Proposing;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

/// <summary>Rule T1 (protocol design, section 1.6): whose word counts for how far acceptors may forget.</summary>
public sealed class TrimmingTests
{
    private static readonly NodeId One = LearnerNode;

    private static readonly NodeId Two = new("learner2", Role.Learner);

    private static readonly NodeId Three = new("learner3", Role.Learner);

    private readonly Trimming trimming = new(new ProtocolOptions());

    private Instant now = new(1_000);

    [Fact]
    public void As_many_learners_as_copies_must_hold_it()
    {
        Tell(One, Disks[0], 50);
        Assert.Equal(Slot.None, Advanced());

        Tell(Two, Disks[1], 30);
        Tell(Three, Disks[2], 40);

        Assert.Equal(At(40), Advanced());
    }

    [Fact]
    public void Never_above_the_watermark_and_never_lower_than_before()
    {
        Tell(One, Disks[0], 50);
        Tell(Two, Disks[1], 50);

        Assert.Equal(At(45), Advanced(chosenTo: 45));
        Tell(Two, Disks[1], 10);
        Assert.Equal(At(45), Advanced(chosenTo: 60));
    }

    // A copied folder gives one disk two names.
    [Fact]
    public void One_disk_counts_once()
    {
        Tell(One, Disks[0], 50);
        Tell(Two, Disks[0], 50);

        Assert.Equal(Slot.None, Advanced());
    }

    // Schedule S6: a copy that a wiped learner no longer has.
    [Fact]
    public void Word_of_a_learner_that_speaks_for_another_disk_now_does_not_count()
    {
        Tell(One, Disks[0], 50);
        Tell(Two, Disks[2], 0);
        Tell(Two, Disks[1], 50);
        Tell(One, new DiskId(9, 9), 0);

        Assert.Equal(Slot.None, Advanced());
    }

    [Fact]
    public void Word_of_a_silent_learner_counts_no_longer()
    {
        Tell(One, Disks[0], 50);
        now = now.Plus(2_000);
        Tell(Two, Disks[1], 50);

        Assert.Equal(Slot.None, Advanced());
    }

    [Fact]
    public void Word_of_a_lost_process_counts_no_longer()
    {
        Tell(One, Disks[0], 50);
        Tell(Two, Disks[1], 50);
        trimming.Forget("learner2");

        Assert.Equal(Slot.None, Advanced());
    }

    // A message may be held back for long while its sender loses its disk: it is dated by the question that it answers.
    [Fact]
    public void Answer_to_an_old_question_does_not_count()
    {
        var old = trimming.Ask(now);
        now = now.Plus(2_500);
        Tell(Two, Disks[1], 50);
        trimming.Hear(One, new SnapshotTold(Round(1), old, Disks[0], At(50), PrefixHash.Empty, IsBehind: false));

        Assert.Equal(Slot.None, Advanced());
    }

    [Fact]
    public void Answer_that_was_overtaken_by_a_newer_one_does_not_count()
    {
        var old = trimming.Ask(now);
        Tell(One, Disks[0], 0);
        Tell(Two, Disks[1], 50);
        trimming.Hear(One, new SnapshotTold(Round(1), old, Disks[0], At(50), PrefixHash.Empty, IsBehind: false));

        Assert.Equal(Slot.None, Advanced());
    }

    [Fact]
    public void Learner_that_is_not_heard_is_named_after_a_while()
    {
        Tell(One, Disks[0], 50);
        Advanced();
        Assert.Empty(trimming.WaitsFor);

        Pass(10_000, () => Tell(One, Disks[0], 50));

        Assert.Equal("learner2", trimming.WaitsFor);
    }

    [Fact]
    public void Learner_that_cannot_make_its_next_snapshot_is_named()
    {
        Pass(11_000, () =>
        {
            Tell(One, Disks[0], 50);
            Tell(Two, Disks[1], 20, isBehind: true);
        });

        Assert.Equal("learner2", trimming.WaitsFor);
        Pass(100, () => Tell(Two, Disks[1], 51));
        Assert.Empty(trimming.WaitsFor);
    }

    [Fact]
    public void Learner_that_never_was_is_asked_for_in_words()
    {
        Pass(11_000, () => Tell(One, Disks[0], 50), known: []);

        Assert.Contains("2 must hold a snapshot", trimming.WaitsFor, StringComparison.Ordinal);
    }

    private void Tell(NodeId learner, DiskId disk, ulong slot, bool isBehind = false) =>
        trimming.Hear(learner, new SnapshotTold(Round(1), trimming.Ask(now), disk, At(slot), PrefixHash.Empty, isBehind));

    private Slot Advanced(ulong chosenTo = 100)
    {
        trimming.Advance(now, At(chosenTo), ["learner1", "learner2"]);
        return trimming.TrimTo;
    }

    private void Pass(long milliseconds, Action each, string[]? known = null)
    {
        for (var passed = 0L; passed <= milliseconds; passed += 100)
        {
            now = now.Plus(100);
            each();
            trimming.Advance(now, At(100), known ?? ["learner1", "learner2"]);
        }
    }
}
