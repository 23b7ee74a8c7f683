using Paxos.Node.Host;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Host;

// Rule D1: nothing is sent before its records are durable.
public sealed class DurableGateTests
{
    private readonly HeldJournal journal = new();
    private readonly List<Envelope> delivered = [];

    [Fact]
    public void Messages_leave_when_their_records_are_durable_and_not_before()
    {
        var gate = new DurableGate(journal, delivered.AddRange, () => { });

        gate.Pass([Promise(1)], [Message(1)]);
        Assert.Empty(delivered);
        journal.Release();

        Assert.Equal([Message(1)], delivered);
        Assert.Equal(0, gate.InFlightCount);
    }

    [Fact]
    public void A_message_without_records_waits_for_the_newest_group_under_way()
    {
        var gate = new DurableGate(journal, delivered.AddRange, () => { });
        gate.Pass([Promise(1)], [Message(1)]);
        gate.Pass([Promise(2)], [Message(2)]);

        gate.Pass([], [Message(3)]);
        journal.Release();
        Assert.Equal([Message(1)], delivered);
        journal.Release();

        Assert.Equal([Message(1), Message(2), Message(3)], delivered);
    }

    [Fact]
    public void A_message_without_records_leaves_at_once_when_no_group_is_under_way()
    {
        var gate = new DurableGate(journal, delivered.AddRange, () => { });
        gate.Pass([Promise(1)], []);
        journal.Release();

        gate.Pass([], [Message(2)]);

        Assert.Equal([Message(2)], delivered);
    }

    [Fact]
    public void A_message_that_joins_while_its_group_is_released_leaves_with_it()
    {
        DurableGate? gate = null;
        gate = new DurableGate(journal, envelopes =>
        {
            delivered.AddRange(envelopes);
            if (delivered.Count == 1)
            {
                gate!.Pass([], [Message(2)]);
            }
        }, () => { });
        gate.Pass([Promise(1)], [Message(1)]);

        journal.Release();

        Assert.Equal([Message(1), Message(2)], delivered);
    }

    [Fact]
    public void A_role_without_a_disk_may_not_ask_for_records()
    {
        var gate = new DurableGate(null, delivered.AddRange, () => { });

        var broken = Assert.Throws<InvariantException>(() => gate.Pass([Promise(1)], []));

        Assert.StartsWith("D1", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_cannot_be_trusted_lets_nothing_out()
    {
        var gate = new QuarantineGate();

        gate.Pass([Promise(1)], [Message(1)]);
        gate.Pass([], [Message(2)]);

        Assert.Empty(delivered);
    }

    private static PromiseRecord Promise(ulong round) => new(new Ballot(0, round, 1));

    private static Envelope Message(ulong number) =>
        new(new NodeId("a1", Role.Acceptor), new NodeId("p1", Role.Proposer), number, 0, new ProgressAsk());
}
