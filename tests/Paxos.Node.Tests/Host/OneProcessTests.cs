using System.Net;
using Microsoft.Extensions.Logging;
using Paxos.Node.Host;
using Paxos.Node.Settings;
using Paxos.Node.Telemetry;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;
using Paxos.Protocol.Store;

namespace Paxos.Node.Tests.Host;

public sealed class OneProcessTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"process-{Guid.NewGuid():n}");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void All_roles_in_one_process_store_a_value_that_its_next_life_still_has()
    {
        var written = Live(new AppendOperation("novo valor"u8.ToArray()), RequestKind.Write);
        var read = Live(new RangeOperation("\0"u8.ToArray(), "\0"u8.ToArray(), 0, 0, 0), RequestKind.LinearizableRead);

        Assert.Equal(2, Assert.IsType<WrittenResult>(written).Revision);
        var value = Assert.Single(Assert.IsType<RangeResult>(read).KeyValues).Value;
        Assert.Equal("novo valor"u8.ToArray(), value.ToArray());
    }

    /// <summary>One life of the process, in which one request is made.</summary>
    private OperationResult Live(Operation operation, RequestKind kind)
    {
        var inbox = new Inbox(Inbox.EnvelopesMax, Inbox.BytesMax);
        var replies = new List<Reply>();
        var deliverer = new Deliverer("one", inbox, new NoPeers(), replies.Add);
        var roles = new RoleFactory(Options(), TimeProvider.System).Create(
            deliverer, failure => throw new InvalidOperationException("The disk failed.", failure));
        var host = new NodeHost(roles, inbox, deliverer, (_, _) => { }, TimeSpan.FromMilliseconds(100), TimeProvider.System);
        foreach (var hosted in roles)
        {
            hosted.Storage?.Start();
        }

        var writer = new ByteWriter();
        OperationCodec.Encode(operation, writer);
        inbox.TryPost(
            new Envelope(NodeId.Host, new NodeId("one", Role.Client), 0, 0, new Request(1, writer.ToArray(), kind, 30_000)), 1);
        while (replies.Count == 0)
        {
            host.RunRound();
            inbox.Wait(TimeSpan.FromMilliseconds(10));
        }

        foreach (var hosted in roles)
        {
            hosted.Storage?.Dispose();
        }

        Assert.Equal(ReplyKind.Done, replies[0].Kind);
        return OperationResultCodec.Decode(replies[0].Result);
    }

    private NodeOptions Options() => new()
    {
        Name = "one",
        Roles = [Role.Proposer, Role.Acceptor, Role.Learner, Role.Client],
        ListenAddress = IPAddress.Loopback,
        AdvertiseHost = "127.0.0.1",
        WebPort = 1,
        ClientPort = 2,
        PeerPort = 3,
        Data = folder,
        Acceptors = [new NamedEndpoint("one", "127.0.0.1", 3)],
        Peers = [],
        ClusterId = 0,
        Protocol = new ProtocolOptions(),
        Gossip = new GossipOptions(),
        JournalSegmentBytes = 4 << 20,
        LogLevel = LogLevel.Information,
        LogFormat = LogFormat.Text,
    };

    private sealed class NoPeers : IPeerSender
    {
        public void Send(Envelope envelope, ReadOnlyMemory<byte> encoded) =>
            throw new InvalidOperationException($"Nobody else is there, and {envelope.Message} was sent to {envelope.To}.");

        public void Flush()
        {
        }
    }
}
