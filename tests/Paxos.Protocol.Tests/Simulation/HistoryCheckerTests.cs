using Paxos.Protocol.Store;
using Paxos.Simulator;
using Paxos.Simulator.History;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>
/// Histories that no correct store could have, and some that only look so. Times are places in the order of all invocations and
/// replies.
/// </summary>
public sealed class HistoryCheckerTests
{
    private static readonly SessionId Session = SessionId.Of(Slot.First, 0);
    private readonly List<HistoryEntry> entries = [];
    private readonly List<Command> log = [];

    [Fact]
    public void Writes_and_reads_in_order_are_fine()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Read(invoked: 3, replied: 4, revision: 2, "a@2");

        Check();
    }

    [Fact]
    public void An_acknowledged_write_that_the_log_lacks_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        log.Clear();

        AssertFound("exactly-once");
    }

    [Fact]
    public void A_write_executed_under_two_sequences_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        log.Add(new Execute(Session, 99, 1, Put("a")));

        AssertFound("exactly-once");
    }

    [Fact]
    public void A_write_chosen_twice_under_one_sequence_counts_once()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        log.Add(log[0]);
        Write("b", invoked: 3, replied: 4, revision: 3);

        Check();
    }

    [Fact]
    public void A_write_that_was_denied_and_happened_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2, outcome: ReplyKind.Unavailable);

        AssertFound("exactly-once");
    }

    [Fact]
    public void A_write_that_nobody_asked_for_is_found()
    {
        log.Add(new Execute(Session, 1, 1, Put("a")));

        AssertFound("exactly-once");
    }

    [Fact]
    public void A_write_of_unknown_outcome_may_have_happened_or_not()
    {
        Write("a", invoked: 1, replied: 2, revision: 2, outcome: ReplyKind.OutcomeUnknown);
        Write("b", invoked: 3, replied: 4, revision: 3);
        Write("c", invoked: 5, replied: 6, revision: 4, outcome: ReplyKind.OutcomeUnknown);
        log.RemoveAt(2);

        Check();
    }

    [Fact]
    public void An_answer_with_another_revision_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 3);

        AssertFound("answers");
    }

    [Fact]
    public void A_read_of_a_state_that_never_was_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Write("b", invoked: 3, replied: 4, revision: 3);
        Read(invoked: 5, replied: 6, revision: 3, "a@2");

        AssertFound("answers");
    }

    [Fact]
    public void A_read_of_a_revision_that_does_not_exist_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Read(invoked: 3, replied: 4, revision: 9, "a@2");

        AssertFound("answers");
    }

    // Herlihy and Wing, 1990, figure 1: a read that misses a write which had ended before it began.
    [Fact]
    public void A_stale_linearizable_read_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Write("b", invoked: 3, replied: 4, revision: 3);
        Read(invoked: 5, replied: 6, revision: 2, "a@2");

        AssertFound("linearizability");
    }

    [Fact]
    public void A_read_that_overlaps_a_write_may_miss_it()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Write("b", invoked: 3, replied: 6, revision: 3);
        Read(invoked: 4, replied: 5, revision: 2, "a@2");

        Check();
    }

    [Fact]
    public void A_read_older_than_an_earlier_read_is_found()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Write("b", invoked: 3, replied: 10, revision: 3);
        Read(invoked: 4, replied: 5, revision: 3, "b@3");
        Read(invoked: 6, replied: 7, revision: 2, "a@2");

        AssertFound("linearizability");
    }

    [Fact]
    public void A_serializable_read_may_be_stale()
    {
        Write("a", invoked: 1, replied: 2, revision: 2);
        Write("b", invoked: 3, replied: 4, revision: 3);
        Read(invoked: 5, replied: 6, revision: 2, "a@2", RequestKind.SerializableRead);

        Check();
    }

    [Fact]
    public void A_read_from_the_future_is_found()
    {
        Read(invoked: 1, replied: 2, revision: 2, "a@2", RequestKind.SerializableRead);
        Write("a", invoked: 3, replied: 4, revision: 2);

        AssertFound("linearizability");
    }

    [Fact]
    public void Writes_whose_revisions_contradict_real_time_are_found()
    {
        Write("a", invoked: 5, replied: 6, revision: 2);
        Write("b", invoked: 1, replied: 2, revision: 3);

        AssertFound("linearizability");
    }

    [Fact]
    public void A_write_of_unknown_outcome_that_takes_effect_before_it_was_asked_is_found()
    {
        Write("a", invoked: 5, replied: 6, revision: 2, outcome: ReplyKind.OutcomeUnknown);
        Write("b", invoked: 1, replied: 2, revision: 3);

        AssertFound("linearizability");
    }

    private static ReadOnlyMemory<byte> Put(string value) => Encoded(PutOf(value));

    private static PutOperation PutOf(string value) => new("key"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(value));

    private void Check() => HistoryChecker.Check(entries, Replay());

    private void AssertFound(string checker)
    {
        var violation = Assert.Throws<ViolationException>(Check);

        Assert.Equal(checker, violation.Checker);
    }

    private LogReplay Replay() => new([Batch.Of(1, [new OpenSession(1)]), .. log.Select(command => Batch.Of(1, [command]))]);

    private void Write(string value, long invoked, long replied, long revision, ReplyKind outcome = ReplyKind.Done)
    {
        var entry = Entry(PutOf(value), RequestKind.Write, invoked);
        entry.Complete(replied, outcome, outcome == ReplyKind.Done ? new WrittenResult(revision, "key"u8.ToArray()) : null);
        log.Add(new Execute(Session, (ulong)log.Count + 1, 1, Put(value)));
    }

    // The content is written as value@revision; every write goes to one key, so the version follows from the revision.
    private void Read(
        long invoked, long replied, long revision, string content, RequestKind kind = RequestKind.LinearizableRead)
    {
        var parts = content.Split('@');
        var modRevision = long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        var value = new KeyValue(
            "key"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(parts[0]), CreateRevision: 2, modRevision, modRevision - 1);
        Entry(new RangeOperation("key"u8.ToArray(), default, 0, 0, 0), kind, invoked)
            .Complete(replied, ReplyKind.Done, new RangeResult(revision, [value], More: false, Count: 1));
    }

    private HistoryEntry Entry(Operation operation, RequestKind kind, long invoked)
    {
        var entry = new HistoryEntry
        {
            Number = entries.Count + 1,
            Client = "client1",
            Operation = operation,
            Bytes = Encoded(operation),
            Kind = kind,
            InvokedAt = invoked,
        };
        entries.Add(entry);
        return entry;
    }
}
