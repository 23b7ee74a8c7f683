namespace Paxos.Protocol.Encoding;

// Both phases and the leader's confirmation: kinds 10 to 29.
public static partial class MessageCodec
{
    private static bool WriteAgreement(ByteWriter writer, Message message)
    {
        switch (message)
        {
            case Prepare prepare:
                writer.Byte(10);
                WriteBallot(writer, prepare.Ballot);
                writer.Variable(prepare.From.Number);
                return true;
            case Promise promise:
                writer.Byte(11);
                WritePromise(writer, promise);
                return true;
            case Nack nack:
                writer.Byte(12);
                WriteBallot(writer, nack.Rejected);
                WriteBallot(writer, nack.Promised);
                WriteDisk(writer, nack.Acceptor);
                return true;
            case Accept accept:
                writer.Byte(13);
                WriteBallot(writer, accept.Ballot);
                writer.Variable(accept.First.Number);
                WriteBatches(writer, accept.Batches);
                writer.Variable(accept.ChosenTo.Number);
                writer.Variable(accept.TrimTo.Number);
                writer.Variable(accept.Counter);
                return true;
            case Accepted accepted:
                writer.Byte(14);
                WriteBallot(writer, accepted.Ballot);
                WriteDisk(writer, accepted.Acceptor);
                WriteRange(writer, accepted.Slots);
                writer.Variable(accepted.Counter);
                return true;
            case NoSpace noSpace:
                WriteConfirmation(writer, 15, noSpace.Ballot, noSpace.Acceptor, noSpace.Counter);
                return true;
            case Confirm confirm:
                writer.Byte(16);
                WriteBallot(writer, confirm.Ballot);
                writer.Variable(confirm.Counter);
                writer.Variable(confirm.ChosenTo.Number);
                return true;
            case Confirmed confirmed:
                WriteConfirmation(writer, 17, confirmed.Ballot, confirmed.Acceptor, confirmed.Counter);
                return true;
            case Trim trim:
                writer.Byte(18);
                WriteBallot(writer, trim.Ballot);
                writer.Variable(trim.ChosenTo.Number);
                writer.Variable(trim.TrimTo.Number);
                return true;
            case Trimmed trimmed:
                writer.Byte(19);
                WriteBallot(writer, trimmed.Ballot);
                WriteDisk(writer, trimmed.Acceptor);
                writer.Variable(trimmed.TrimmedTo.Number);
                return true;
            default:
                return false;
        }
    }

    private static Message? ReadAgreement(byte kind, ref ByteReader reader) => kind switch
    {
        10 => new Prepare(ReadBallot(ref reader), ReadSlot(ref reader)),
        11 => new Promise(
            ReadBallot(ref reader), ReadDisk(ref reader), ReadSlot(ref reader), ReadSlot(ref reader), ReadRange(ref reader),
            ReadVoteList(ref reader), ReadRangeList(ref reader)),
        12 => new Nack(ReadBallot(ref reader), ReadBallot(ref reader), ReadDisk(ref reader)),
        13 => ReadAccept(ref reader),
        14 => new Accepted(ReadBallot(ref reader), ReadDisk(ref reader), ReadRange(ref reader), reader.Variable()),
        15 => new NoSpace(ReadBallot(ref reader), ReadDisk(ref reader), reader.Variable()),
        16 => new Confirm(ReadBallot(ref reader), reader.Variable(), ReadSlot(ref reader)),
        17 => new Confirmed(ReadBallot(ref reader), ReadDisk(ref reader), reader.Variable()),
        18 => new Trim(ReadBallot(ref reader), ReadSlot(ref reader), ReadSlot(ref reader)),
        19 => new Trimmed(ReadBallot(ref reader), ReadDisk(ref reader), ReadSlot(ref reader)),
        _ => null,
    };

    private static void WritePromise(ByteWriter writer, Promise promise)
    {
        WriteBallot(writer, promise.Ballot);
        WriteDisk(writer, promise.Acceptor);
        writer.Variable(promise.TrimmedTo.Number);
        writer.Variable(promise.ChosenTo.Number);
        WriteRange(writer, promise.Covers);
        WriteVotes(writer, promise.Votes, promise.Faulty);
    }

    private static void WriteConfirmation(ByteWriter writer, byte kind, Ballot ballot, DiskId acceptor, ulong counter)
    {
        writer.Byte(kind);
        WriteBallot(writer, ballot);
        WriteDisk(writer, acceptor);
        writer.Variable(counter);
    }

    private static Accept ReadAccept(ref ByteReader reader)
    {
        var accept = new Accept(
            ReadBallot(ref reader), ReadSlot(ref reader), ReadBatches(ref reader), ReadSlot(ref reader), ReadSlot(ref reader),
            reader.Variable());
        return accept.First.Number >= 1 && accept.Batches.Count >= 1
            ? accept
            : throw new EncodingException(
                $"An Accept has at least one batch and begins at slot 1 or more. It has {accept.Batches.Count} from {accept.First}.");
    }
}
