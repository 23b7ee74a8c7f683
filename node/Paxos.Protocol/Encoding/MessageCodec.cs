using System.Diagnostics;
using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Encoding;

/// <summary>
/// The bytes of every message that travels between processes: one byte of kind, then the fields in the order of the record. A new
/// field or message gets a new kind; the meaning of a kind never changes, so that old and new nodes understand each other.
/// </summary>
public static partial class MessageCodec
{
    /// <summary>The version of this encoding, carried in every frame.</summary>
    public const uint Version = 1;

    private const byte GossipKind = 100;

    /// <summary>The encoding of <paramref name="message"/>.</summary>
    public static byte[] Encode(Message message)
    {
        var writer = new ByteWriter();
        Write(writer, message);
        return writer.ToArray();
    }

    /// <summary>Appends the encoding of <paramref name="message"/>.</summary>
    public static void Write(ByteWriter writer, Message message)
    {
        if (message is GossipMessage gossip)
        {
            writer.Byte(GossipKind);
            GossipCodec.Write(writer, gossip);
            return;
        }

        if (!WriteElection(writer, message) && !WriteAgreement(writer, message) && !WriteLearning(writer, message)
            && !WriteClient(writer, message) && !WriteSnapshots(writer, message))
        {
            throw new UnreachableException($"No encoding for {message.GetType().Name}.");
        }
    }

    /// <summary>Reads one message that fills <paramref name="source"/>; byte strings in it are slices of the source.</summary>
    /// <exception cref="EncodingException">The bytes are not a message.</exception>
    public static Message Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        var kind = reader.Byte();
        var message = kind == GossipKind
            ? GossipCodec.Read(ref reader)
            : ReadElection(kind, ref reader) ?? ReadAgreement(kind, ref reader) ?? ReadLearning(kind, ref reader)
                ?? ReadClient(kind, ref reader) ?? ReadSnapshots(kind, ref reader)
                ?? throw new EncodingException($"No message has the kind {kind}.");
        reader.End();
        return message;
    }

    private static void WriteBallot(ByteWriter writer, Ballot ballot)
    {
        writer.Variable(ballot.Epoch);
        writer.Variable(ballot.Round);
        writer.Fixed64(ballot.Owner);
    }

    private static Ballot ReadBallot(ref ByteReader reader)
    {
        var epoch = reader.Variable();
        return epoch <= uint.MaxValue
            ? new Ballot((uint)epoch, reader.Variable(), reader.Fixed64())
            : throw new EncodingException($"An epoch has 32 bits. It is {epoch}.");
    }

    private static void WriteDisk(ByteWriter writer, DiskId disk)
    {
        writer.Fixed64(disk.High);
        writer.Fixed64(disk.Low);
    }

    private static DiskId ReadDisk(ref ByteReader reader) => new(reader.Fixed64(), reader.Fixed64());

    private static void WriteMark(ByteWriter writer, DiskMark mark)
    {
        WriteDisk(writer, mark.Disk);
        writer.Fixed64(mark.Life);
        writer.Variable(mark.Base);
        writer.Variable(mark.Stamp);
    }

    private static DiskMark ReadMark(ref ByteReader reader)
    {
        var mark = new DiskMark(ReadDisk(ref reader), reader.Fixed64(), reader.Variable(), reader.Variable());
        return mark.Stamp >= mark.Base
            ? mark
            : throw new EncodingException($"A life's journal only grows. It began with group {mark.Base} and has {mark.Stamp}.");
    }

    internal static void WriteMarks(ByteWriter writer, IReadOnlyList<DiskMark> marks)
    {
        writer.Variable((ulong)marks.Count);
        foreach (var mark in marks)
        {
            WriteMark(writer, mark);
        }
    }

    internal static DiskMark[] ReadMarks(ref ByteReader reader)
    {
        var marks = new DiskMark[reader.Count()];
        for (var index = 0; index < marks.Length; index++)
        {
            marks[index] = ReadMark(ref reader);
        }

        return marks;
    }

    private static Slot ReadSlot(ref ByteReader reader) => new(reader.Variable());

    private static void WriteRange(ByteWriter writer, SlotRange range)
    {
        writer.Variable(range.First.Number);
        writer.Variable(range.Last.Number);
    }

    private static SlotRange ReadRange(ref ByteReader reader)
    {
        var range = new SlotRange(ReadSlot(ref reader), ReadSlot(ref reader));
        return range.First.Number >= 1 && range.Last >= range.First
            ? range
            : throw new EncodingException($"A slot range must begin at 1 or more and not end before it begins. It is {range}.");
    }

    private static void WriteBatches(ByteWriter writer, IReadOnlyList<Batch> batches)
    {
        writer.Variable((ulong)batches.Count);
        foreach (var batch in batches)
        {
            writer.Bytes(batch.Bytes.Span);
        }
    }

    private static Batch[] ReadBatches(ref ByteReader reader)
    {
        var batches = new Batch[reader.Count()];
        for (var index = 0; index < batches.Length; index++)
        {
            batches[index] = Batch.Decode(reader.Bytes());
        }

        return batches;
    }

    private static void WriteVotes(ByteWriter writer, IReadOnlyList<Vote> votes, IReadOnlyList<SlotRange> faulty)
    {
        writer.Variable((ulong)votes.Count);
        foreach (var vote in votes)
        {
            writer.Variable(vote.Slot.Number);
            WriteBallot(writer, vote.Ballot);
            writer.Bytes(vote.Batch.Bytes.Span);
            writer.Boolean(vote.IsChosen);
        }

        writer.Variable((ulong)faulty.Count);
        foreach (var range in faulty)
        {
            WriteRange(writer, range);
        }
    }

    private static Vote[] ReadVoteList(ref ByteReader reader)
    {
        var votes = new Vote[reader.Count()];
        for (var index = 0; index < votes.Length; index++)
        {
            votes[index] = new Vote(
                ReadSlot(ref reader), ReadBallot(ref reader), Batch.Decode(reader.Bytes()), reader.Boolean());
        }

        return votes;
    }

    private static SlotRange[] ReadRangeList(ref ByteReader reader)
    {
        var ranges = new SlotRange[reader.Count()];
        for (var index = 0; index < ranges.Length; index++)
        {
            ranges[index] = ReadRange(ref reader);
        }

        return ranges;
    }
}
