using System.Diagnostics;

namespace Paxos.Protocol.Encoding;

/// <summary>
/// The bytes of the durable records: one byte of kind, then the fields. Records that are only recovered (<see cref="FaultyRecord"/>,
/// <see cref="StampRecord"/>, <see cref="SnapshotRecord"/>) have no encoding: the disk layer makes them from what it found. Nor has
/// <see cref="QuarantineRecord"/>, whose reason stands in the superblock as text.
/// </summary>
public static class RecordCodec
{
    /// <summary>The encoding of <paramref name="record"/>.</summary>
    public static byte[] Encode(DurableRecord record)
    {
        var writer = new ByteWriter();
        switch (record)
        {
            case IdentityRecord identity:
                writer.Byte(1);
                writer.Byte((byte)identity.State);
                WriteDisk(writer, identity.Disk);
                writer.Bytes(identity.Configuration is null ? default : identity.Configuration.Bytes.Span);
                break;
            case PromiseRecord promise:
                writer.Byte(2);
                WriteBallot(writer, promise.Ballot);
                break;
            case VoteRecord vote:
                writer.Byte(3);
                WriteBallot(writer, vote.Ballot);
                writer.Variable(vote.Slot.Number);
                writer.Variable(vote.ChosenTo.Number);
                writer.Bytes(vote.Batch.Bytes.Span);
                break;
            case ChosenRecord chosen:
                writer.Byte(4);
                writer.Variable(chosen.Slot.Number);
                writer.Bytes(chosen.Batch.Bytes.Span);
                break;
            case TrimRecord trim:
                writer.Byte(5);
                writer.Variable(trim.TrimmedTo.Number);
                break;
            case DivergedRecord diverged:
                writer.Byte(6);
                writer.Text(diverged.Learner);
                WriteDisk(writer, diverged.Disk);
                writer.Text(diverged.Reason);
                break;
            case MarksRecord written:
                writer.Byte(7);
                MessageCodec.WriteMarks(writer, written.Marks);
                break;
            default:
                throw new UnreachableException($"No encoding for {record.GetType().Name}.");
        }

        return writer.ToArray();
    }

    /// <summary>Reads one record that fills <paramref name="source"/>.</summary>
    /// <exception cref="EncodingException">The bytes are not a record.</exception>
    public static DurableRecord Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        var kind = reader.Byte();
        DurableRecord record = kind switch
        {
            1 => ReadIdentity(ref reader),
            2 => new PromiseRecord(ReadBallot(ref reader)),
            3 => ReadVote(ref reader),
            4 => new ChosenRecord(new Slot(reader.Variable()), Batch.Decode(reader.Bytes())),
            5 => new TrimRecord(new Slot(reader.Variable())),
            6 => new DivergedRecord(reader.Text(), ReadDisk(ref reader), reader.Text()),
            7 => new MarksRecord(MessageCodec.ReadMarks(ref reader)),
            _ => throw new EncodingException($"No record has the kind {kind}."),
        };
        reader.End();
        return record;
    }

    /// <summary>The slots that votes and chosen batches in <paramref name="records"/> are about, and the highest ballot in them.</summary>
    public static (SlotRange? Slots, Ballot Highest) Summarise(IEnumerable<DurableRecord> records)
    {
        SlotRange? slots = null;
        var highest = Ballot.Zero;
        foreach (var record in records)
        {
            var (slot, ballot) = record switch
            {
                VoteRecord vote => (vote.Slot, vote.Ballot),
                ChosenRecord chosen => (chosen.Slot, Ballot.Zero),
                PromiseRecord promise => (Slot.None, promise.Ballot),
                _ => (Slot.None, Ballot.Zero),
            };
            highest = Ballot.Max(highest, ballot);
            if (slot != Slot.None)
            {
                slots = slots is { } known
                    ? new SlotRange(Slot.Min(known.First, slot), Slot.Max(known.Last, slot))
                    : new SlotRange(slot, slot);
            }
        }

        return (slots, highest);
    }

    private static void WriteDisk(ByteWriter writer, DiskId disk)
    {
        writer.Fixed64(disk.High);
        writer.Fixed64(disk.Low);
    }

    private static DiskId ReadDisk(ref ByteReader reader) => new(reader.Fixed64(), reader.Fixed64());

    private static void WriteBallot(ByteWriter writer, Ballot ballot)
    {
        writer.Fixed32(ballot.Epoch);
        writer.Fixed64(ballot.Round);
        writer.Fixed64(ballot.Owner);
    }

    private static Ballot ReadBallot(ref ByteReader reader) => new(reader.Fixed32(), reader.Fixed64(), reader.Fixed64());

    private static IdentityRecord ReadIdentity(ref ByteReader reader)
    {
        var state = (DiskState)reader.Byte();
        var disk = ReadDisk(ref reader);
        var configuration = reader.Bytes();
        return new IdentityRecord(state, disk, configuration.IsEmpty ? null : Configuration.Decode(configuration));
    }

    private static VoteRecord ReadVote(ref ByteReader reader)
    {
        var ballot = ReadBallot(ref reader);
        var slot = new Slot(reader.Variable());
        var chosenTo = new Slot(reader.Variable());
        return new VoteRecord(ballot, slot, Batch.Decode(reader.Bytes()), chosenTo);
    }
}
