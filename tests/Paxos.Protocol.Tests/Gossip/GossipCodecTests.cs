using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

public class GossipCodecTests
{
    private static readonly Member First = new(
        "acceptor1",
        new MemberDetails(RoleSet.Of(Role.Acceptor), "host1:7000", "host1:8000", "", "0.1.0", 0xFEDC_BA98_7654_3210),
        3,
        MemberState.Alive,
        123_456,
        9,
        42,
        new MemberFacts(7, 2, new Ballot(2, 300, 5), new Slot(1_000_000), "Ready", "proposer1"));

    private static readonly Member Second = First with
    {
        Name = "proposer1",
        State = MemberState.Dead,
        Incarnation = GossipLimits.IncarnationMax,
        Facts = MemberFacts.None,
    };

    private static readonly IReadOnlyList<Rumour> Rumours = [new(Second, "acceptor2"), new(First, "")];

    public static TheoryData<GossipMessage> Messages =>
    [
        new Ping(1, First, Rumours),
        new Ping(ulong.MaxValue, First, []),
        new PingRequest(2, "proposer1", First, Rumours),
        new Ack(3, First, Rumours),
        new ProbeNack(4, First, Rumours),
        new Exchange(First, Rumours),
        new Exchange(First, []),
        new ExchangeReply(First, Rumours),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_reads_as_it_was_written(GossipMessage message)
    {
        var bytes = Bytes(message);
        var reader = new ByteReader(bytes);

        var read = GossipCodec.Read(ref reader);

        reader.End();
        Assert.Equal(message.GetType(), read.GetType());
        Assert.Equal(message.Sender, read.Sender);
        Assert.Equal(bytes, Bytes(read));
        switch (message, read)
        {
            case (Ping sent, Ping received):
                Assert.Equal((sent.Sequence, sent.Rumours), (received.Sequence, received.Rumours), SameContents);
                break;
            case (Exchange sent, Exchange received):
                Assert.Equal(sent.Rumours, received.Rumours);
                break;
            default:
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_cut_at_any_byte_is_refused(GossipMessage message)
    {
        var bytes = Bytes(message);

        for (var length = 0; length < bytes.Length; length++)
        {
            AssertRefused(bytes.AsMemory(0, length));
        }
    }

    // Garbage must be refused or understood, and nothing else: no other exception, no endless read.
    [Fact]
    public void Changed_bytes_are_refused_or_read_as_another_message()
    {
        var bytes = Bytes(new Ping(1, First, Rumours));
        var prng = new Prng(1);

        for (var run = 0; run < 20_000; run++)
        {
            var changed = (byte[])bytes.Clone();
            changed[prng.Next(0, changed.Length - 1)] = (byte)prng.NextBits();
            try
            {
                var reader = new ByteReader(changed);
                GossipCodec.Read(ref reader);
            }
            catch (EncodingException)
            {
                // The expected outcome.
            }
        }
    }

    public static TheoryData<string, GossipMessage> TooMuch => new()
    {
        { "A member's name must not be empty", new Ack(1, First with { Name = "" }, []) },
        { "A member's name must have at most 63", new Ack(1, First with { Name = new string('a', 64) }, []) },
        { "no control characters", new Ack(1, First with { Name = "a\nb" }, []) },
        { "A member's state must be from 1 to 4. It is 5", new Ack(1, First with { State = (MemberState)5 }, []) },
        { "An incarnation must be at most", new Ack(1, First with { Incarnation = ulong.MaxValue }, []) },
        { "An age must be at most", new Ack(1, First with { AgeMilliseconds = long.MaxValue }, []) },
        { "A state's age must be at most", new Ack(1, First with { StateMilliseconds = -1 }, []) },
        { "must be bits of 15. They are 16", new Ack(1, WithDetails(First.Details with { Roles = new(16) }), []) },
        { "A peer address", new Ack(1, WithDetails(First.Details with { PeerAddress = new string('a', 261) }), []) },
        { "A version must have", new Ack(1, WithDetails(First.Details with { Version = new string('a', 65) }), []) },
        { "A condition must have", new Ack(1, WithFacts(First.Facts with { Condition = new string('a', 129) }), []) },
        { "at most 32 rumours. It has 33", new Ack(1, First, Enumerable.Repeat(new Rumour(First, ""), 33).ToList()) },
        { "at most 1024 rumours. It has 1025", new Exchange(First, Enumerable.Repeat(Rumours[0], 1_025).ToList()) },
        { "An accuser must have", new Ack(1, First, [new Rumour(First, new string('a', 64))]) },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void A_value_beyond_its_limit_is_refused_with_the_rule(string rule, GossipMessage message)
    {
        var thrown = AssertRefused(Bytes(message));

        Assert.Contains(rule, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public void An_unknown_kind_is_refused_by_number(byte kind)
    {
        var thrown = AssertRefused(new[] { kind });

        Assert.Equal($"A gossip message's kind must be from 1 to 6. It is {kind}.", thrown.Message);
    }

    private static bool SameContents(
        (ulong Sequence, IReadOnlyList<Rumour> Rumours) left, (ulong Sequence, IReadOnlyList<Rumour> Rumours) right) =>
        left.Sequence == right.Sequence && left.Rumours.SequenceEqual(right.Rumours);

    private static Member WithDetails(MemberDetails details) => First with { Details = details };

    private static Member WithFacts(MemberFacts facts) => First with { Facts = facts };

    private static byte[] Bytes(GossipMessage message)
    {
        var writer = new ByteWriter();
        GossipCodec.Write(writer, message);
        return writer.ToArray();
    }

    private static EncodingException AssertRefused(ReadOnlyMemory<byte> bytes) => Assert.Throws<EncodingException>(() =>
    {
        var reader = new ByteReader(bytes);
        GossipCodec.Read(ref reader);
    });
}
