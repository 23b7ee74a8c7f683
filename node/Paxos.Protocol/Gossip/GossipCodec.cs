using System.Diagnostics;
using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Gossip;

/// <summary>
/// Gossip's bytes: one byte for the kind of message, then its fields, a ping request's target first. Lists carry their
/// count, and every limit of <see cref="GossipLimits"/> is checked when reading, so that nothing behind this class
/// meets a value out of range.
/// </summary>
public static class GossipCodec
{
    private const byte PingKind = 1;
    private const byte PingRequestKind = 2;
    private const byte AckKind = 3;
    private const byte ProbeNackKind = 4;
    private const byte ExchangeKind = 5;
    private const byte ExchangeReplyKind = 6;

    /// <summary>Appends <paramref name="message"/>.</summary>
    public static void Write(ByteWriter writer, GossipMessage message)
    {
        switch (message)
        {
            case Ping ping:
                writer.Byte(PingKind);
                WriteProbe(writer, ping.Sequence, ping.Sender, ping.Rumours);
                break;
            case PingRequest request:
                writer.Byte(PingRequestKind);
                writer.Text(request.Target);
                WriteProbe(writer, request.Sequence, request.Sender, request.Rumours);
                break;
            case Ack ack:
                writer.Byte(AckKind);
                WriteProbe(writer, ack.Sequence, ack.Sender, ack.Rumours);
                break;
            case ProbeNack nack:
                writer.Byte(ProbeNackKind);
                WriteProbe(writer, nack.Sequence, nack.Sender, nack.Rumours);
                break;
            case Exchange exchange:
                writer.Byte(ExchangeKind);
                WriteClaims(writer, exchange.Sender, exchange.Rumours);
                break;
            case ExchangeReply reply:
                writer.Byte(ExchangeReplyKind);
                WriteClaims(writer, reply.Sender, reply.Rumours);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Reads one message.</summary>
    /// <exception cref="EncodingException">The bytes are no gossip message, or one beyond the limits.</exception>
    public static GossipMessage Read(ref ByteReader reader)
    {
        var kind = reader.Byte();
        switch (kind)
        {
            case PingKind:
                return new Ping(reader.Fixed64(), MemberCodec.Read(ref reader), ReadFew(ref reader));
            case PingRequestKind:
                var target = MemberCodec.ReadName(ref reader);
                return new PingRequest(reader.Fixed64(), target, MemberCodec.Read(ref reader), ReadFew(ref reader));
            case AckKind:
                return new Ack(reader.Fixed64(), MemberCodec.Read(ref reader), ReadFew(ref reader));
            case ProbeNackKind:
                return new ProbeNack(reader.Fixed64(), MemberCodec.Read(ref reader), ReadFew(ref reader));
            case ExchangeKind:
                return new Exchange(MemberCodec.Read(ref reader), ReadAll(ref reader));
            case ExchangeReplyKind:
                return new ExchangeReply(MemberCodec.Read(ref reader), ReadAll(ref reader));
            default:
                throw new EncodingException($"A gossip message's kind must be from 1 to 6. It is {kind}.");
        }
    }

    private static void WriteProbe(ByteWriter writer, ulong sequence, Member sender, IReadOnlyList<Rumour> rumours)
    {
        writer.Fixed64(sequence);
        WriteClaims(writer, sender, rumours);
    }

    private static void WriteClaims(ByteWriter writer, Member sender, IReadOnlyList<Rumour> rumours)
    {
        MemberCodec.Write(writer, sender);
        writer.Variable((ulong)rumours.Count);
        foreach (var rumour in rumours)
        {
            MemberCodec.Write(writer, rumour.Member);
            writer.Text(rumour.Accuser);
        }
    }

    private static List<Rumour> ReadFew(ref ByteReader reader) => ReadRumours(ref reader, GossipLimits.RumoursMax);

    private static List<Rumour> ReadAll(ref ByteReader reader) => ReadRumours(ref reader, GossipLimits.MembersMax);

    private static List<Rumour> ReadRumours(ref ByteReader reader, int most)
    {
        var count = reader.Count();
        if (count > most)
        {
            throw new EncodingException($"This gossip message must have at most {most} rumours. It has {count}.");
        }

        var rumours = new List<Rumour>(count);
        for (var read = 0; read < count; read++)
        {
            var member = MemberCodec.Read(ref reader);
            rumours.Add(new Rumour(member, MemberCodec.ReadText(ref reader, GossipLimits.NameMax, "An accuser")));
        }

        return rumours;
    }
}
