namespace Paxos.Protocol.Encoding;

// Learners: kinds 30 to 49.
public static partial class MessageCodec
{
    private static bool WriteLearning(ByteWriter writer, Message message)
    {
        switch (message)
        {
            case Learn learn:
                writer.Byte(30);
                WriteBallot(writer, learn.Ballot);
                writer.Variable(learn.First.Number);
                WriteBatches(writer, learn.Batches);
                writer.Variable(learn.Base.Number);
                writer.Variable(learn.ChosenTo.Number);
                writer.Fixed64(learn.Hash.Value);
                return true;
            case ProgressAsk:
                writer.Byte(31);
                return true;
            case Progress progress:
                writer.Byte(32);
                WriteDisk(writer, progress.Learner);
                writer.Variable(progress.AppliedTo.Number);
                writer.Fixed64(progress.Hash.Value);
                writer.VariableSigned(progress.Stamp);
                return true;
            case Fetch fetch:
                writer.Byte(33);
                WriteRange(writer, fetch.Slots);
                writer.Byte(fetch.AnswersMax);
                return true;
            case Fetched fetched:
                writer.Byte(34);
                writer.Variable(fetched.First.Number);
                WriteBatches(writer, fetched.Batches);
                writer.Boolean(fetched.IsLast);
                return true;
            case ReadVotes read:
                writer.Byte(35);
                writer.Fixed64(read.Nonce);
                WriteRange(writer, read.Slots);
                writer.Byte(read.AnswersMax);
                return true;
            case VotesRead read:
                writer.Byte(36);
                writer.Fixed64(read.Nonce);
                WriteDisk(writer, read.Acceptor);
                writer.Variable(read.TrimmedTo.Number);
                WriteRange(writer, read.Covers);
                WriteVotes(writer, read.Votes, read.Faulty);
                writer.Boolean(read.IsLast);
                return true;
            default:
                return false;
        }
    }

    private static Message? ReadLearning(byte kind, ref ByteReader reader) => kind switch
    {
        30 => new Learn(
            ReadBallot(ref reader), ReadSlot(ref reader), ReadBatches(ref reader), ReadSlot(ref reader), ReadSlot(ref reader),
            new PrefixHash(reader.Fixed64())),
        31 => new ProgressAsk(),
        32 => new Progress(
            ReadDisk(ref reader), ReadSlot(ref reader), new PrefixHash(reader.Fixed64()), reader.VariableSigned()),
        33 => new Fetch(ReadRange(ref reader), reader.Byte()),
        34 => new Fetched(ReadSlot(ref reader), ReadBatches(ref reader), reader.Boolean()),
        35 => new ReadVotes(reader.Fixed64(), ReadRange(ref reader), reader.Byte()),
        36 => new VotesRead(
            reader.Fixed64(), ReadDisk(ref reader), ReadSlot(ref reader), ReadRange(ref reader), ReadVoteList(ref reader),
            ReadRangeList(ref reader), reader.Boolean()),
        _ => null,
    };
}
