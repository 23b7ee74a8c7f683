using Paxos.Node.Host;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Host;

public sealed class InboxTests
{
    private static readonly NodeId Acceptor = new("a1", Role.Acceptor);
    private static readonly Envelope Sample = new(Acceptor, Acceptor, 0, 0, new ProgressAsk());

    [Fact]
    public void What_exceeds_the_count_is_refused_until_some_is_taken()
    {
        var inbox = new Inbox(2, 1_000);

        Assert.True(inbox.TryPost(Sample, 1));
        Assert.True(inbox.TryPost(Sample, 1));
        Assert.False(inbox.TryPost(Sample, 1));
        Take(inbox, 1);
        Assert.True(inbox.TryPost(Sample, 1));
    }

    [Fact]
    public void What_exceeds_the_bytes_is_refused_but_one_always_fits()
    {
        var inbox = new Inbox(10, 100);

        Assert.True(inbox.TryPost(Sample, 500));
        Assert.False(inbox.TryPost(Sample, 1));
        Take(inbox, 1);
        Assert.True(inbox.TryPost(Sample, 100));
    }

    [Fact]
    public void The_process_s_own_word_is_never_refused()
    {
        var inbox = new Inbox(0, 0);

        inbox.PostFromHost(Acceptor, new LinkLost("p1"));

        Assert.Equal(new LinkLost("p1"), Assert.Single(Take(inbox, 10)).Message);
    }

    [Fact]
    public void A_round_takes_a_bounded_number_in_order()
    {
        var inbox = new Inbox(10, 1_000);
        for (var number = 0UL; number < 5; number++)
        {
            inbox.TryPost(Sample with { ClusterId = number }, 1);
        }

        var (first, second) = (Take(inbox, 3), Take(inbox, 3));

        Assert.Equal([0, 1, 2], first.Select(envelope => envelope.ClusterId));
        Assert.Equal([3, 4], second.Select(envelope => envelope.ClusterId));
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public async Task A_message_ends_the_wait()
    {
        var inbox = new Inbox(10, 1_000);
        var waiting = Task.Run(() => inbox.Wait(TimeSpan.FromMinutes(1)));

        inbox.TryPost(Sample, 1);
        inbox.Announce();

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single(Take(inbox, 10));
    }

    [Fact]
    public void Waking_before_the_wait_is_not_forgotten()
    {
        var inbox = new Inbox(10, 1_000);

        inbox.Wake();

        inbox.Wait(TimeSpan.FromDays(1));
        Assert.Empty(Take(inbox, 10));
    }

    [Fact]
    public void Who_wants_to_hear_of_arrivals_hears_once_for_all_that_a_writer_has()
    {
        var arrivals = 0;
        var inbox = new Inbox(10, 1_000) { OnArrival = () => arrivals++ };

        inbox.TryPost(Sample, 1);
        inbox.TryPost(Sample, 1);
        Assert.Equal(0, arrivals);
        inbox.Announce();

        Assert.Equal(1, arrivals);
    }

    private static List<Envelope> Take(Inbox inbox, int max)
    {
        var taken = new List<Envelope>();
        inbox.Take(taken, max);
        return taken;
    }
}
