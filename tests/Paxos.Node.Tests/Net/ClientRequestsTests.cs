using Paxos.Node.Host;
using Paxos.Node.Net;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Net;

public sealed class ClientRequestsTests
{
    private static readonly NodeId Client = new("c1", Role.Client);
    private readonly Inbox inbox = new(10, 1_000);

    [Fact]
    public async Task An_answer_reaches_the_caller_that_asked()
    {
        var requests = Open(inbox);

        var first = AskAsync(requests);
        var second = AskAsync(requests);
        var asked = Taken();
        requests.Complete(new Reply(asked[1].RequestId, ReplyKind.Done, new byte[] { 2 }, ""));
        requests.Complete(new Reply(asked[0].RequestId, ReplyKind.NoSpace, default, "full"));

        Assert.Equal(ReplyKind.NoSpace, (await first).Kind);
        Assert.Equal(2, (await second).Result.Span[0]);
        Assert.Equal((0, 2L, 1L), (requests.PendingCount, requests.Total, requests.Failures));
    }

    [Fact]
    public async Task A_caller_that_waits_no_more_is_forgotten()
    {
        var requests = Open(inbox);
        using var cancellation = new CancellationTokenSource();
        var asking = AskAsync(requests, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(0, requests.PendingCount);
        requests.Complete(new Reply(Taken()[0].RequestId, ReplyKind.Done, default, ""));
    }

    // Its caller does better at another client node than to wait here for leader and learner to be found.
    [Fact]
    public async Task A_node_that_has_not_joined_refuses_at_once_and_asks_nobody()
    {
        var requests = new ClientRequests(inbox, Client, TimeProvider.System);

        var reply = await AskAsync(requests);

        Assert.Equal(ReplyKind.Unavailable, reply.Kind);
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public async Task A_full_inbox_refuses_at_once()
    {
        var requests = Open(new Inbox(0, 0));

        var reply = await AskAsync(requests);

        Assert.Equal(ReplyKind.Overloaded, reply.Kind);
    }

    [Fact]
    public async Task A_stopping_node_takes_no_more_and_ends_what_does_not_end_by_itself()
    {
        var requests = Open(inbox);
        var asking = AskAsync(requests);

        await requests.DrainAsync(TimeSpan.Zero, CancellationToken.None);
        var late = await AskAsync(requests);

        Assert.Equal(ReplyKind.OutcomeUnknown, (await asking).Kind);
        Assert.Equal(ReplyKind.Unavailable, late.Kind);
    }

    private static ClientRequests Open(Inbox inbox)
    {
        var requests = new ClientRequests(inbox, Client, TimeProvider.System);
        requests.Open();
        return requests;
    }

    private static Task<Reply> AskAsync(ClientRequests requests, CancellationToken cancellationToken = default) =>
        requests.AskAsync(new byte[] { 1 }, RequestKind.Write, TimeSpan.FromSeconds(1), cancellationToken);

    private List<Request> Taken()
    {
        var taken = new List<Envelope>();
        inbox.Take(taken, 10);
        return [.. taken.Select(envelope => (Request)envelope.Message)];
    }
}
