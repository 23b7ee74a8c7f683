namespace Paxos.Protocol.Encoding;

// Forming, finding the cluster, and electing a leader: kinds 1 to 9.
public static partial class MessageCodec
{
    private static bool WriteElection(ByteWriter writer, Message message)
    {
        switch (message)
        {
            case IdentityAsk ask:
                writer.Byte(1);
                writer.Fixed64(ask.Nonce);
                return true;
            case IdentityTold told:
                writer.Byte(2);
                writer.Fixed64(told.Nonce);
                writer.Byte((byte)told.State);
                WriteDisk(writer, told.Disk);
                writer.Bytes(told.Configuration is null ? default : told.Configuration.Bytes.Span);
                return true;
            case PreElect ask:
                writer.Byte(3);
                writer.Fixed64(ask.Nonce);
                writer.Fixed64(ask.Owner);
                return true;
            case PreElected told:
                writer.Byte(4);
                writer.Fixed64(told.Nonce);
                WriteDisk(writer, told.Acceptor);
                writer.Boolean(told.Granted);
                WriteBallot(writer, told.Promised);
                return true;
            case Heartbeat beat:
                writer.Byte(5);
                WriteBallot(writer, beat.Ballot);
                writer.Variable(beat.ChosenTo.Number);
                return true;
            case Transfer transfer:
                writer.Byte(6);
                WriteBallot(writer, transfer.Ballot);
                writer.Fixed64(transfer.Successor);
                return true;
            case StampTold told:
                writer.Byte(7);
                WriteMark(writer, told.Mark);
                return true;
            case StampHeard heard:
                writer.Byte(8);
                WriteDisk(writer, heard.Witness);
                writer.Fixed64(heard.Life);
                WriteMarks(writer, heard.Marks);
                return true;
            default:
                return false;
        }
    }

    private static Message? ReadElection(byte kind, ref ByteReader reader) => kind switch
    {
        1 => new IdentityAsk(reader.Fixed64()),
        2 => ReadIdentityTold(ref reader),
        3 => new PreElect(reader.Fixed64(), reader.Fixed64()),
        4 => new PreElected(reader.Fixed64(), ReadDisk(ref reader), reader.Boolean(), ReadBallot(ref reader)),
        5 => new Heartbeat(ReadBallot(ref reader), ReadSlot(ref reader)),
        6 => new Transfer(ReadBallot(ref reader), reader.Fixed64()),
        7 => new StampTold(ReadMark(ref reader)),
        8 => new StampHeard(ReadDisk(ref reader), reader.Fixed64(), ReadMarks(ref reader)),
        _ => null,
    };

    private static IdentityTold ReadIdentityTold(ref ByteReader reader)
    {
        var nonce = reader.Fixed64();
        var state = (DiskState)reader.Byte();
        if (!Enum.IsDefined(state))
        {
            throw new EncodingException($"A disk state must be 1 to 3. It is {(byte)state}.");
        }

        var disk = ReadDisk(ref reader);
        var configuration = reader.Bytes();
        if (configuration.IsEmpty != (state == DiskState.Blank))
        {
            throw new EncodingException($"A {state} disk must {(configuration.IsEmpty ? "have" : "not have")} a configuration.");
        }

        return new IdentityTold(nonce, state, disk, configuration.IsEmpty ? null : Configuration.Decode(configuration));
    }
}
