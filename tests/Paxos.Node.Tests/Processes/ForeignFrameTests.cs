using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class ForeignFrameTests(TenNodes ten)
{
    [Fact]
    public async Task A_frame_of_another_cluster_changes_nothing_and_is_refused_with_both_clusters()
    {
        var cluster = await ten.HealAsync();
        var acceptor = cluster["acceptor1"];
        using var channel = GrpcChannel.ForAddress($"http://{acceptor.PeerAddress}");
        using var call = new Peer.PeerClient(channel).Frames();

        await call.RequestStream.WriteAsync(ForeignPrepare());
        var status = (await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync)).Status;

        var facts = (await acceptor.LookAsync())!;
        Assert.Equal(
            (StatusCode.FailedPrecondition,
                $"This node belongs to cluster {facts.ClusterId}. The frame of 'stranger' is of cluster 00000000deadbeef."),
            (status.StatusCode, status.Detail));
        Assert.Contains(status.Detail, acceptor.Log, StringComparison.Ordinal);
        Assert.True(facts.Promised.Round < ulong.MaxValue);
        await cluster.Clients[0].AppendAsync("the cluster goes on");
    }

    /// <summary>A promise to this would depose every leader for ever.</summary>
    private static Frame ForeignPrepare()
    {
        var prepare = new Prepare(new Ballot(0, ulong.MaxValue, 1), Slot.First);
        var frame = new Frame
        {
            Version = MessageCodec.Version,
            Sender = "stranger",
            ClusterId = 0xdeadbeef,
            SenderAddress = "127.0.0.1:1",
        };
        frame.Parcels.Add(new Parcel
        {
            FromRole = (uint)Role.Proposer,
            ToRole = (uint)Role.Acceptor,
            Message = ByteString.CopyFrom(MessageCodec.Encode(prepare)),
        });
        return frame;
    }
}
