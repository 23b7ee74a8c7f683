using Google.Protobuf;
using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Node.Settings;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;

namespace Paxos.Node.Net;

/// <summary>Frames of peer.proto to envelopes and back: the only place that knows both, and where every field is checked.</summary>
internal static class WireMapping
{
    /// <summary>Bytes of one message at most: ten times the largest value, and a promise's or an answer's 1 MiB chunk many times.</summary>
    public const int MessageBytesMax = 16 << 20;

    /// <summary>Bytes of one frame at most: one message and what stands around it.</summary>
    public const int FrameBytesMax = MessageBytesMax + (64 << 10);

    /// <summary>Messages in one frame at most.</summary>
    public const int ParcelsMax = 4_096;

    /// <summary>A message as it stands in a frame; its bytes are not copied.</summary>
    public static Parcel ToParcel(Envelope envelope, ReadOnlyMemory<byte> encoded) => new()
    {
        FromRole = (uint)envelope.From.Role,
        ToRole = (uint)envelope.To.Role,
        Message = UnsafeByteOperations.UnsafeWrap(encoded),
    };

    /// <summary>Checks what stands at a frame's head.</summary>
    /// <exception cref="FrameException">A rule is broken.</exception>
    public static void CheckHead(Frame frame)
    {
        if (frame.Version != MessageCodec.Version)
        {
            throw new FrameException(
                StatusCode.FailedPrecondition,
                $"A frame's version must be {MessageCodec.Version}. It is {frame.Version}.");
        }

        if (!SettingRule.Name.Holds(frame.Sender))
        {
            throw Garbage($"A frame's sender must be {SettingRule.Name.Text}. It has {frame.Sender.Length} characters.");
        }

        if (!NamedEndpoint.IsAddress(frame.SenderAddress))
        {
            throw Garbage($"A frame's sender address must be host:port. It has {frame.SenderAddress.Length} characters.");
        }

        if (frame.Parcels.Count > ParcelsMax)
        {
            throw Garbage($"A frame must hold at most {ParcelsMax} messages. It holds {frame.Parcels.Count}.");
        }
    }

    /// <summary>Reads one message of a frame whose head was checked.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="parcel">One of its messages.</param>
    /// <param name="receiver">The name of this process.</param>
    /// <exception cref="FrameException">A rule is broken.</exception>
    public static Envelope ToEnvelope(Frame frame, Parcel parcel, string receiver)
    {
        if (parcel.Message.Length > MessageBytesMax)
        {
            throw Garbage($"A message must have at most {MessageBytesMax} bytes. It has {parcel.Message.Length}.");
        }

        var message = Decode(parcel.Message.Memory);
        var isGossip = message is GossipMessage;
        var from = ToRole(parcel.FromRole, allowNone: isGossip);
        var to = ToRole(parcel.ToRole, allowNone: isGossip);
        return new Envelope(
            new NodeId(frame.Sender, from), new NodeId(receiver, to), frame.ClusterId, frame.Epoch, message);
    }

    private static Message Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return MessageCodec.Decode(bytes);
        }
        catch (EncodingException failure)
        {
            throw Garbage($"A message cannot be read: {failure.Message}");
        }
    }

    private static Role ToRole(uint number, bool allowNone) =>
        number is >= (uint)Role.Proposer and <= (uint)Role.Client || (number == 0 && allowNone)
            ? (Role)number
            : throw Garbage($"A role must be 1 to 4, and 0 in gossip alone. It is {number}.");

    private static FrameException Garbage(string message) => new(StatusCode.InvalidArgument, message);
}
