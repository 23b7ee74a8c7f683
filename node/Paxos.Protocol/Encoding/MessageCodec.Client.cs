namespace Paxos.Protocol.Encoding;

// Client nodes, with leaders and learners: kinds 50 to 69.
public static partial class MessageCodec
{
    private static bool WriteClient(ByteWriter writer, Message message)
    {
        switch (message)
        {
            case Submit submit:
                writer.Byte(50);
                writer.Bytes(Batch.Of(0, submit.Commands).Bytes.Span);
                return true;
            case Refused refused:
                writer.Byte(51);
                WriteRefused(writer, refused);
                return true;
            case Attach attach:
                writer.Byte(52);
                WriteAttach(writer, attach);
                return true;
            case Attached attached:
                writer.Byte(53);
                writer.Variable(attached.Generation);
                writer.Variable(attached.AppliedTo.Number);
                writer.Text(attached.Leader);
                return true;
            case Answered answered:
                writer.Byte(54);
                WriteAnswers(writer, answered.Answers);
                return true;
            case SessionOpened opened:
                writer.Byte(55);
                writer.Fixed64(opened.Nonce);
                writer.Variable(opened.Session.Number);
                return true;
            case Query query:
                writer.Byte(56);
                writer.Variable(query.RequestId);
                writer.Boolean(query.IsLinearizable);
                writer.Bytes(query.Operation.Span);
                return true;
            case QueryAnswered answered:
                writer.Byte(57);
                writer.Variable(answered.RequestId);
                writer.Bytes(answered.Result.Span);
                return true;
            case ReadIndexAsk ask:
                writer.Byte(58);
                writer.Fixed64(ask.Nonce);
                return true;
            case ReadIndexTold told:
                writer.Byte(59);
                writer.Fixed64(told.Nonce);
                writer.Variable(told.Slot.Number);
                return true;
            default:
                return false;
        }
    }

    private static Message? ReadClient(byte kind, ref ByteReader reader) => kind switch
    {
        50 => ReadSubmit(ref reader),
        51 => ReadRefused(ref reader),
        52 => ReadAttach(ref reader),
        53 => new Attached(reader.Variable(), ReadSlot(ref reader), reader.Text()),
        54 => ReadAnswers(ref reader),
        55 => new SessionOpened(reader.Fixed64(), new SessionId(reader.Variable())),
        56 => new Query(reader.Variable(), reader.Boolean(), reader.Bytes()),
        57 => new QueryAnswered(reader.Variable(), reader.Bytes()),
        58 => new ReadIndexAsk(reader.Fixed64()),
        59 => new ReadIndexTold(reader.Fixed64(), ReadSlot(ref reader)),
        _ => null,
    };

    private static Submit ReadSubmit(ref ByteReader reader)
    {
        var batch = Batch.Decode(reader.Bytes());
        return batch.IsNoop ? throw new EncodingException("A Submit has at least one command.") : new Submit(batch.Commands);
    }

    private static void WriteRefused(ByteWriter writer, Refused refused)
    {
        writer.Byte((byte)refused.Reason);
        writer.Text(refused.Leader);
        writer.Variable((ulong)refused.Commands.Count);
        foreach (var key in refused.Commands)
        {
            WriteKey(writer, key);
        }
    }

    private static Refused ReadRefused(ref ByteReader reader)
    {
        var reason = (RefusalReason)reader.Byte();
        if (!Enum.IsDefined(reason))
        {
            throw new EncodingException($"A refusal's reason must be 1 to 3. It is {(byte)reason}.");
        }

        var leader = reader.Text();
        var keys = new CommandKey[reader.Count()];
        for (var index = 0; index < keys.Length; index++)
        {
            keys[index] = ReadKey(ref reader);
        }

        return new Refused(reason, leader, keys);
    }

    private static void WriteAttach(ByteWriter writer, Attach attach)
    {
        writer.Variable(attach.Generation);
        writer.Fixed64(attach.BootNonce);
        writer.Variable((ulong)attach.Sessions.Count);
        foreach (var session in attach.Sessions)
        {
            writer.Variable(session.Session.Number);
            writer.Variable(session.AckedBelow);
        }
    }

    private static Attach ReadAttach(ref ByteReader reader)
    {
        var generation = reader.Variable();
        var bootNonce = reader.Fixed64();
        var sessions = new AttachedSession[reader.Count()];
        for (var index = 0; index < sessions.Length; index++)
        {
            sessions[index] = new AttachedSession(new SessionId(reader.Variable()), reader.Variable());
        }

        return new Attach(generation, bootNonce, sessions);
    }

    private static void WriteAnswers(ByteWriter writer, IReadOnlyList<Answer> answers)
    {
        writer.Variable((ulong)answers.Count);
        foreach (var answer in answers)
        {
            WriteKey(writer, answer.Key);
            writer.Byte((byte)answer.Kind);
            writer.Bytes(answer.Result.Span);
        }
    }

    private static Answered ReadAnswers(ref ByteReader reader)
    {
        var answers = new Answer[reader.Count()];
        for (var index = 0; index < answers.Length; index++)
        {
            var key = ReadKey(ref reader);
            var kind = (AnswerKind)reader.Byte();
            if (!Enum.IsDefined(kind))
            {
                throw new EncodingException($"An answer's kind must be 1 to 3. It is {(byte)kind}.");
            }

            answers[index] = new Answer(key, kind, reader.Bytes());
        }

        return new Answered(answers);
    }

    private static void WriteKey(ByteWriter writer, CommandKey key)
    {
        writer.Variable(key.Session.Number);
        writer.Variable(key.Sequence);
    }

    private static CommandKey ReadKey(ref ByteReader reader) => new(new SessionId(reader.Variable()), reader.Variable());
}
