using Google.Protobuf;
using Grpc.Core;
using Paxos.Node.Net;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Tests.Net;

public sealed class WireMappingTests
{
    private static readonly Envelope Sample = new(
        new NodeId("p1", Role.Proposer), new NodeId("a1", Role.Acceptor), 7, 3, new Confirm(new Ballot(3, 2, 9), 5, new Slot(4)));

    [Fact]
    public void A_message_survives_the_way_through_a_frame()
    {
        var frame = FrameOf(Sample);

        WireMapping.CheckHead(frame);
        var envelope = WireMapping.ToEnvelope(frame, frame.Parcels[0], "a1");

        Assert.Equal(Sample, envelope);
    }

    [Fact]
    public void A_frame_of_another_version_is_a_failed_precondition()
    {
        var frame = FrameOf(Sample);
        frame.Version = 2;

        var refusal = Assert.Throws<FrameException>(() => WireMapping.CheckHead(frame));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.Status);
        Assert.Equal("A frame's version must be 1. It is 2.", refusal.Message);
    }

    [Theory]
    [InlineData("", "h:1", "sender must be 1 to 63")]
    [InlineData("UPPER", "h:1", "sender must be 1 to 63")]
    [InlineData("p1", "", "sender address must be host:port")]
    [InlineData("p1", "h:0", "sender address must be host:port")]
    public void A_head_that_breaks_a_rule_is_an_invalid_argument(string sender, string address, string rule)
    {
        var frame = FrameOf(Sample);
        frame.Sender = sender;
        frame.SenderAddress = address;

        var refusal = Assert.Throws<FrameException>(() => WireMapping.CheckHead(frame));

        Assert.Equal(StatusCode.InvalidArgument, refusal.Status);
        Assert.Contains(rule, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_messages_in_a_frame_are_refused()
    {
        var frame = FrameOf(Sample);
        frame.Parcels.AddRange(Enumerable.Repeat(frame.Parcels[0], WireMapping.ParcelsMax));

        var refusal = Assert.Throws<FrameException>(() => WireMapping.CheckHead(frame));

        Assert.Contains("at most 4096 messages. It holds 4097", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5u, 2u)]
    [InlineData(1u, 9u)]
    [InlineData(0u, 2u)]
    [InlineData(1u, 0u)]
    public void A_role_that_does_not_exist_is_refused(uint from, uint to)
    {
        var frame = FrameOf(Sample);
        frame.Parcels[0].FromRole = from;
        frame.Parcels[0].ToRole = to;

        var refusal = Assert.Throws<FrameException>(() => WireMapping.ToEnvelope(frame, frame.Parcels[0], "a1"));

        Assert.Contains("A role must be 1 to 4", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("FF")]
    [InlineData("1401")]
    public void Bytes_that_are_no_message_are_refused(string hexadecimal)
    {
        var frame = FrameOf(Sample);
        frame.Parcels[0].Message = ByteString.CopyFrom(Convert.FromHexString(hexadecimal));

        var refusal = Assert.Throws<FrameException>(() => WireMapping.ToEnvelope(frame, frame.Parcels[0], "a1"));

        Assert.Equal(StatusCode.InvalidArgument, refusal.Status);
        Assert.Contains("cannot be read", refusal.Message, StringComparison.Ordinal);
    }

    private static Frame FrameOf(Envelope envelope)
    {
        var frame = new Frame
        {
            Version = MessageCodec.Version,
            Sender = envelope.From.Name,
            SenderAddress = "127.0.0.1:7001",
            ClusterId = envelope.ClusterId,
            Epoch = envelope.Epoch,
        };
        frame.Parcels.Add(WireMapping.ToParcel(envelope, MessageCodec.Encode(envelope.Message)));
        return frame;
    }
}
