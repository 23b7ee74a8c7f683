using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;
using Paxos.Protocol.Snapshots;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Encoding;

public sealed class MessageCodecTests
{
    private static readonly Batch X = BatchOf("x");

    private static readonly SlotRange Slots = Range(3, 4);

    private static readonly SessionId Session = SessionId.Of(At(2), 1);

    private static readonly SnapshotId Snapshot = new(At(2), new SnapshotHash(1, 2));

    private static readonly Vote Voted = new(At(3), Round(2), X, IsChosen: true);

    private static readonly Message[] Samples =
    [
        new IdentityAsk(1),
        new IdentityTold(1, DiskState.Active, Disks[0], Three),
        new IdentityTold(1, DiskState.Blank, Disks[0], null),
        new StampTold(new DiskMark(Disks[0], 7, 300, 301)),
        new StampHeard(Disks[0], 7, [new DiskMark(Disks[1], 8, 0, 300), new DiskMark(Disks[2], 9, 5, 5)]),
        new PreElect(1, 2),
        new PreElected(1, Disks[0], true, Round(3)),
        new ProgressAsk(),
        new Progress(Disks[0], At(3), new PrefixHash(7), 99),
        new Prepare(Round(1), At(2)),
        new Promise(Round(1), Disks[1], At(1), At(2), Slots, [Voted], [Slots]),
        new Nack(Round(1), Round(2), Disks[2]),
        new Accept(Round(1), At(3), [X, Batch.Noop], At(2), At(1), 9),
        new Accepted(Round(1), Disks[0], Slots, 9),
        new NoSpace(Round(1), Disks[0], 9),
        new Confirm(Round(1), 9, At(2)),
        new Confirmed(Round(1), Disks[0], 9),
        new Heartbeat(Round(1), At(2)),
        new Transfer(Round(1), 42),
        new Learn(Round(1), At(3), [X], At(1), At(2), new PrefixHash(5)),
        new Fetch(Slots, 4),
        new Fetched(At(3), [X], true),
        new ReadVotes(1, Slots, 4),
        new VotesRead(1, Disks[0], At(1), Slots, [Voted], [Slots], false),
        new Submit([new OpenSession(5), new Execute(Session, 1, 1, Append("v")), new KeepAlive(Session)]),
        new Refused(RefusalReason.NoSpace, "proposer2", [new CommandKey(Session, 4)]),
        new Attach(1, 2, [new AttachedSession(Session, 3)]),
        new Attached(1, At(2), "proposer1"),
        new Answered([new Answer(new CommandKey(Session, 1), AnswerKind.Executed, new byte[] { 1, 2 })]),
        new SessionOpened(1, Session),
        new Query(1, true, new byte[] { 1 }),
        new QueryAnswered(1, new byte[] { 1 }),
        new ReadIndexAsk(1),
        new ReadIndexTold(1, At(2)),
        new Trim(Round(1), At(3), At(2)),
        new Trimmed(Round(1), Disks[0], At(2)),
        new SnapshotAsk(Round(1), 5),
        new SnapshotTold(Round(1), 5, Disks[0], At(2), new PrefixHash(7), true),
        new StateTold(Disks[0], At(9), new PrefixHash(7), 1, Snapshot),
        new OfferAsk(At(2)),
        new Offered(new byte[] { 1 }),
        new ChunkAsk(Snapshot, 3),
        new ChunkTold(Snapshot, 3, new byte[] { 1 }),
    ];

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        foreach (var message in Samples)
        {
            var bytes = MessageCodec.Encode(message);

            var decoded = MessageCodec.Decode(bytes);

            Assert.Equal(message.GetType(), decoded.GetType());
            Assert.Equal(bytes, MessageCodec.Encode(decoded));
        }
    }

    [Fact]
    public void Every_message_between_processes_has_a_sample()
    {
        var missing = typeof(Message).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Message)) && !type.IsAbstract && !type.IsSubclassOf(typeof(GossipMessage)))
            .Except(Samples.Select(sample => sample.GetType()))
            .Except([
                typeof(Request), typeof(Reply), typeof(LinkLost), typeof(SpaceChanged), typeof(GroupsDurable), typeof(HandOver),
                typeof(Stopping),
                typeof(SnapshotToBegin), typeof(SnapshotChunkToWrite), typeof(SnapshotToSeal), typeof(SnapshotToDrop),
                typeof(SnapshotChunkToRead), typeof(SnapshotChunkWritten), typeof(SnapshotWritten), typeof(SnapshotWriteFailed),
                typeof(SnapshotChunkRead)])
            .Select(type => type.Name);

        Assert.Empty(missing);
    }

    // What a peer sends is not trusted: anything but a whole message is an EncodingException and nothing else.
    [Fact]
    public void Message_cut_at_any_byte_is_refused()
    {
        foreach (var message in Samples)
        {
            var bytes = MessageCodec.Encode(message);
            for (var length = 0; length < bytes.Length; length++)
            {
                var cut = bytes.AsMemory(0, length);
                Assert.True(IsRefusedOrShorter(cut, message), $"{message.GetType().Name} cut to {length} bytes was taken");
            }

            Assert.Throws<EncodingException>(() => MessageCodec.Decode((byte[])[.. bytes, 0]));
        }
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_and_never_anything_else()
    {
        var random = new Prng(11);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 60)];
            for (var index = 0; index < bytes.Length; index++)
            {
                bytes[index] = (byte)random.NextBits();
            }

            if (Record.Exception(() => MessageCodec.Decode(bytes)) is { } thrown)
            {
                Assert.IsType<EncodingException>(thrown);
            }
        }
    }

    [Fact]
    public void Message_of_an_unknown_kind_is_refused_with_its_number()
    {
        var refused = Assert.Throws<EncodingException>(() => MessageCodec.Decode(new byte[] { 99 }));

        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mark_of_a_journal_that_shrank_is_refused_with_both_groups()
    {
        var bytes = MessageCodec.Encode(new StampTold(new DiskMark(Disks[0], 7, 9, 8)));

        var refused = Assert.Throws<EncodingException>(() => MessageCodec.Decode(bytes));

        Assert.Contains("began with group 9 and has 8", refused.Message, StringComparison.Ordinal);
    }

    private static bool IsRefusedOrShorter(ReadOnlyMemory<byte> cut, Message whole)
    {
        var thrown = Record.Exception(() => Assert.NotEqual(MessageCodec.Encode(whole), MessageCodec.Encode(MessageCodec.Decode(cut))));
        return thrown is EncodingException;
    }
}
