using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol.Encoding;

// Snapshots: kinds 70 to 89.
public static partial class MessageCodec
{
    private static bool WriteSnapshots(ByteWriter writer, Message message)
    {
        switch (message)
        {
            case SnapshotAsk ask:
                writer.Byte(70);
                WriteBallot(writer, ask.Ballot);
                writer.Variable(ask.Mark);
                return true;
            case SnapshotTold told:
                writer.Byte(71);
                WriteBallot(writer, told.Ballot);
                writer.Variable(told.Mark);
                WriteDisk(writer, told.Learner);
                writer.Variable(told.Slot.Number);
                writer.Fixed64(told.Hash.Value);
                writer.Boolean(told.IsBehind);
                return true;
            case StateTold told:
                writer.Byte(72);
                WriteDisk(writer, told.Learner);
                writer.Variable(told.AppliedTo.Number);
                writer.Fixed64(told.Hash.Value);
                writer.Fixed32(told.Format);
                WriteSnapshotId(writer, told.Snapshot);
                return true;
            case OfferAsk ask:
                writer.Byte(73);
                writer.Variable(ask.Above.Number);
                return true;
            case Offered offered:
                writer.Byte(74);
                writer.Bytes(offered.Manifest.Span);
                return true;
            case ChunkAsk ask:
                writer.Byte(75);
                WriteSnapshotId(writer, ask.Snapshot);
                writer.Variable((ulong)ask.Index);
                return true;
            case ChunkTold told:
                writer.Byte(76);
                WriteSnapshotId(writer, told.Snapshot);
                writer.Variable((ulong)told.Index);
                writer.Bytes(told.Chunk.Span);
                return true;
            default:
                return false;
        }
    }

    private static Message? ReadSnapshots(byte kind, ref ByteReader reader) => kind switch
    {
        70 => new SnapshotAsk(ReadBallot(ref reader), reader.Variable()),
        71 => new SnapshotTold(
            ReadBallot(ref reader), reader.Variable(), ReadDisk(ref reader), ReadSlot(ref reader), new PrefixHash(reader.Fixed64()),
            reader.Boolean()),
        72 => new StateTold(
            ReadDisk(ref reader), ReadSlot(ref reader), new PrefixHash(reader.Fixed64()), reader.Fixed32(),
            ReadSnapshotId(ref reader)),
        73 => new OfferAsk(ReadSlot(ref reader)),
        74 => new Offered(reader.Bytes()),
        75 => new ChunkAsk(ReadSnapshotId(ref reader), ReadChunkIndex(ref reader)),
        76 => new ChunkTold(ReadSnapshotId(ref reader), ReadChunkIndex(ref reader), reader.Bytes()),
        _ => null,
    };

    private static void WriteSnapshotId(ByteWriter writer, SnapshotId snapshot)
    {
        writer.Variable(snapshot.Slot.Number);
        writer.Fixed64(snapshot.Hash.High);
        writer.Fixed64(snapshot.Hash.Low);
    }

    private static SnapshotId ReadSnapshotId(ref ByteReader reader) =>
        new(ReadSlot(ref reader), new SnapshotHash(reader.Fixed64(), reader.Fixed64()));

    private static int ReadChunkIndex(ref ByteReader reader)
    {
        var index = reader.Variable();
        return index < SnapshotManifest.ChunksMax
            ? (int)index
            : throw new EncodingException($"A chunk's number must be below {SnapshotManifest.ChunksMax}. It is {index}.");
    }
}
