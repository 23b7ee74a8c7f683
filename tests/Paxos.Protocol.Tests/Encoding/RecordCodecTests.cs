using Paxos.Protocol.Encoding;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Encoding;

public sealed class RecordCodecTests
{
    private static readonly DurableRecord[] Samples =
    [
        new IdentityRecord(DiskState.Blank, Disks[0], null),
        new IdentityRecord(DiskState.Active, Disks[0], Three),
        new PromiseRecord(Round(3)),
        new VoteRecord(Round(3), At(7), BatchOf("x"), At(6)),
        new ChosenRecord(At(7), Batch.Noop),
        new TrimRecord(At(5)),
        new MarksRecord([new DiskMark(Disks[1], 8, 2, 300), new DiskMark(Disks[2], 9, 5, 5)]),
        new DivergedRecord("learner2", Disks[1], "the hashes differ"),
    ];

    [Fact]
    public void Every_record_comes_back_as_it_was()
    {
        foreach (var record in Samples)
        {
            var bytes = RecordCodec.Encode(record);

            var decoded = RecordCodec.Decode(bytes);

            Assert.Equal(record.GetType(), decoded.GetType());
            Assert.Equal(bytes, RecordCodec.Encode(decoded));
        }
    }

    [Fact]
    public void Record_cut_at_any_byte_is_refused()
    {
        foreach (var record in Samples)
        {
            var bytes = RecordCodec.Encode(record);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Throws<EncodingException>(() => RecordCodec.Decode(bytes.AsMemory(0, length)));
            }
        }
    }

    [Fact]
    public void Summary_tells_what_a_damaged_group_would_have_held()
    {
        var (slots, highest) = RecordCodec.Summarise(Samples);

        Assert.Equal(Range(7, 7), slots);
        Assert.Equal(Round(3), highest);
        Assert.Null(RecordCodec.Summarise([new PromiseRecord(Round(9))]).Slots);
    }
}
