using Paxos.Node.Net;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Net;

public sealed class FrameQueueTests
{
    private static readonly NodeIdentity Self = new("p1", "127.0.0.1:7001");

    [Fact]
    public void Everything_queued_leaves_in_one_frame_in_order()
    {
        var queue = new FrameQueue(Self);
        queue.TryAdd(To(Role.Acceptor), new byte[] { 1 });
        queue.TryAdd(To(Role.Learner), new byte[] { 2 });

        var frame = queue.TakeFrame()!;

        Assert.Equal(("p1", "127.0.0.1:7001"), (frame.Sender, frame.SenderAddress));
        Assert.Equal([2u, 3u], frame.Parcels.Select(parcel => parcel.ToRole));
        Assert.Null(queue.TakeFrame());
    }

    [Fact]
    public void A_frame_speaks_for_one_cluster()
    {
        var queue = new FrameQueue(Self);
        queue.TryAdd(To(Role.Acceptor), new byte[] { 1 });
        queue.TryAdd(To(Role.Acceptor) with { ClusterId = 9 }, new byte[] { 2 });

        var (first, second) = (queue.TakeFrame()!, queue.TakeFrame()!);

        Assert.Equal((0ul, 9ul), (first.ClusterId, second.ClusterId));
    }

    [Fact]
    public void A_frame_ends_where_it_grows_too_long()
    {
        var queue = new FrameQueue(Self);
        for (var count = 0; count < 3; count++)
        {
            queue.TryAdd(To(Role.Acceptor), new byte[(FrameQueue.FrameBytesTarget / 2) - 1]);
        }

        var (first, second) = (queue.TakeFrame()!, queue.TakeFrame()!);

        Assert.Equal((2, 1), (first.Parcels.Count, second.Parcels.Count));
    }

    [Fact]
    public void What_does_not_fit_by_count_is_lost_and_counted()
    {
        var queue = new FrameQueue(Self);
        for (var count = 0; count < FrameQueue.MessagesMax; count++)
        {
            Assert.True(queue.TryAdd(To(Role.Acceptor), new byte[] { 1 }));
        }

        Assert.False(queue.TryAdd(To(Role.Acceptor), new byte[] { 1 }));
        Assert.Equal(1, queue.Losses);
    }

    [Fact]
    public void What_does_not_fit_by_bytes_is_lost_but_one_message_always_fits()
    {
        var queue = new FrameQueue(Self, bytesMax: 10);

        Assert.True(queue.TryAdd(To(Role.Acceptor), new byte[20]));
        Assert.False(queue.TryAdd(To(Role.Acceptor), new byte[1]));
        queue.TakeFrame();
        Assert.True(queue.TryAdd(To(Role.Acceptor), new byte[10]));
    }

    [Fact]
    public void Clearing_loses_all()
    {
        var queue = new FrameQueue(Self);
        queue.TryAdd(To(Role.Acceptor), new byte[] { 1 });

        queue.Clear();

        Assert.True(queue.IsEmpty);
        Assert.Equal(1, queue.Losses);
    }

    private static Envelope To(Role role) =>
        new(new NodeId("p1", Role.Proposer), new NodeId("x", role), 0, 0, new ProgressAsk());
}
