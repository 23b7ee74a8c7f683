using Google.Protobuf;
using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Tests.Net;

public sealed class PeerServiceTests
{
    private static readonly Envelope Sample = new(
        new NodeId("p1", Role.Proposer), new NodeId("a1", Role.Acceptor), 0, 0, new PreElect(1, 2));

    [Fact]
    public async Task A_link_s_messages_arrive_in_the_other_process_s_inbox()
    {
        await using var port = await PeerPort.StartAsync();
        await using var links = port.LinksOf("p1");

        links.Send(Sample, MessageCodec.Encode(Sample.Message));
        var taken = port.Take();

        Assert.Equal([Sample], taken);
        Assert.Equal("127.0.0.1:2", port.Addresses.Find("p1"));
    }

    [Fact]
    public async Task A_link_says_when_the_other_process_is_gone()
    {
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var port = await PeerPort.StartAsync();
        await using var links = port.LinksOf("p1", name => lost.TrySetResult(name));
        links.Send(Sample, MessageCodec.Encode(Sample.Message));
        port.Take();

        await port.StopAsync();

        Assert.Equal("a1", await lost.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task The_receiver_says_when_the_sender_is_gone()
    {
        await using var port = await PeerPort.StartAsync();
        using (var call = port.Client.Frames())
        {
            await call.RequestStream.WriteAsync(FrameOf("p1"));
            port.Take();
        }

        var taken = port.Take();

        var envelope = Assert.Single(taken);
        Assert.Equal(NodeId.Host, envelope.From);
        Assert.Equal(new LinkLost("p1"), envelope.Message);
    }

    [Fact]
    public async Task Garbage_ends_the_call_with_the_rule()
    {
        await using var port = await PeerPort.StartAsync();
        var frame = FrameOf("p1");
        frame.Parcels[0].Message = ByteString.CopyFromUtf8("garbage");

        var status = await RefusalOfAsync(port, frame);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("A message cannot be read", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_version_ends_the_call_with_the_version_spoken_here()
    {
        await using var port = await PeerPort.StartAsync();
        var frame = FrameOf("p1");
        frame.Version = 99;

        var status = await RefusalOfAsync(port, frame);

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.Equal("A frame's version must be 1. It is 99.", status.Detail);
    }

    [Fact]
    public async Task A_second_process_of_this_name_is_refused_and_reported()
    {
        await using var port = await PeerPort.StartAsync();

        var status = await RefusalOfAsync(port, FrameOf("a1"));

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.Contains("Two nodes are named 'a1'", status.Detail, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:9", port.Watch.NamesakeAddress);
    }

    [Fact]
    public async Task Of_two_processes_of_one_name_the_second_is_refused_and_hears_where_the_first_is()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var port = await PeerPort.StartAsync();
        await using var second = port.LinksOf("p1", onNamesake: address => told.TrySetResult(address));
        using var first = port.Client.Frames();
        await first.RequestStream.WriteAsync(FrameOf("p1"));
        port.Take();

        second.Send(Sample, MessageCodec.Encode(Sample.Message));

        Assert.Equal("127.0.0.1:9", await told.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("127.0.0.1:9", port.Addresses.Find("p1"));
    }

    [Fact]
    public async Task A_name_is_free_as_soon_as_the_stream_of_its_process_has_ended()
    {
        await using var port = await PeerPort.StartAsync();
        await using var elsewhere = port.LinksOf("p1");
        using (var call = port.Client.Frames())
        {
            await call.RequestStream.WriteAsync(FrameOf("p1"));
            port.Take();
        }

        Assert.Equal(new LinkLost("p1"), Assert.Single(port.Take()).Message);
        elsewhere.Send(Sample, MessageCodec.Encode(Sample.Message));

        Assert.Equal([Sample], port.Take());
        Assert.Equal("127.0.0.1:2", port.Addresses.Find("p1"));
    }

    [Fact]
    public async Task A_frame_of_another_cluster_ends_the_call_with_both_clusters()
    {
        await using var port = await PeerPort.StartAsync();
        port.Fence.Adopt(0xa);

        var status = await RefusalOfAsync(port, FrameOf("p1", clusterId: 0xb));

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.Equal(
            "This node belongs to cluster 000000000000000a. The frame of 'p1' is of cluster 000000000000000b.", status.Detail);
        Assert.Equal(0, port.Inbox.Count);
    }

    [Fact]
    public async Task A_node_of_another_cluster_does_not_take_a_name_from_one_of_this_cluster()
    {
        await using var port = await PeerPort.StartAsync();
        port.Fence.Adopt(0xa);
        await RefusalOfAsync(port, FrameOf("p1", clusterId: 0xb));
        await using var links = port.LinksOf("p1");

        links.Send(Sample with { ClusterId = 0xa }, MessageCodec.Encode(Sample.Message));

        Assert.Equal([Sample with { ClusterId = 0xa }], port.Take());
    }

    [Fact]
    public async Task The_question_which_cluster_this_is_passes_between_clusters()
    {
        await using var port = await PeerPort.StartAsync();
        port.Fence.Adopt(0xa);
        var frame = FrameOf("p1", clusterId: 0xb);
        frame.Parcels[0].Message = ByteString.CopyFrom(MessageCodec.Encode(new IdentityAsk(1)));
        using var call = port.Client.Frames();

        await call.RequestStream.WriteAsync(frame);

        Assert.Equal(new IdentityAsk(1), Assert.Single(port.Take()).Message);
    }

    [Fact]
    public async Task Everything_that_is_said_while_a_frame_is_written_arrives_in_order()
    {
        await using var port = await PeerPort.StartAsync(envelopesMax: 10_000);
        await using var links = port.LinksOf("p1");
        var received = new List<ulong>();

        for (var round = 1UL; round <= 2_000; round++)
        {
            var message = new PreElect(round, 1);
            links.Send(Sample with { Message = message }, MessageCodec.Encode(message));
            links.Flush();
        }

        while (received.Count < 2_000)
        {
            received.AddRange(port.Take().Select(envelope => ((PreElect)envelope.Message).Nonce));
        }

        Assert.Equal(Enumerable.Range(1, 2_000).Select(number => (ulong)number), received);
    }

    [Fact]
    public async Task What_a_full_inbox_has_no_room_for_is_lost_and_the_stream_goes_on()
    {
        await using var port = await PeerPort.StartAsync(envelopesMax: 1);
        var frame = FrameOf("p1");
        frame.Parcels.Add(frame.Parcels[0]);
        using var call = port.Client.Frames();

        await call.RequestStream.WriteAsync(frame);
        var first = port.Take();
        await call.RequestStream.WriteAsync(FrameOf("p1"));
        var second = port.Take();

        Assert.Single(first);
        Assert.Single(second);
    }

    private static async Task<Status> RefusalOfAsync(PeerPort port, Frame frame)
    {
        using var call = port.Client.Frames();
        await call.RequestStream.WriteAsync(frame);
        return (await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync)).Status;
    }

    private static Frame FrameOf(string sender, ulong clusterId = 0)
    {
        var frame = new Frame
        {
            Version = MessageCodec.Version,
            Sender = sender,
            SenderAddress = "127.0.0.1:9",
            ClusterId = clusterId,
        };
        frame.Parcels.Add(new Parcel
        {
            FromRole = (uint)Role.Proposer,
            ToRole = (uint)Role.Acceptor,
            Message = ByteString.CopyFrom(MessageCodec.Encode(Sample.Message)),
        });
        return frame;
    }
}
