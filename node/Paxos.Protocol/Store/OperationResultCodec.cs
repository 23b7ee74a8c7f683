using System.Diagnostics;
using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Store;

/// <summary>
/// The bytes of an <see cref="OperationResult"/> in frames and in the sessions' cache of answers: one byte for the
/// kind, then the fields in their order.
/// </summary>
public static class OperationResultCodec
{
    private const byte WrittenKind = 1;
    private const byte DeletedKind = 2;
    private const byte CompareAndSetKind = 3;
    private const byte CompactedKind = 4;
    private const byte RangeKind = 5;
    private const byte FailedKind = 6;

    /// <summary>Writes <paramref name="result"/>.</summary>
    public static void Encode(OperationResult result, ByteWriter writer)
    {
        switch (result)
        {
            case WrittenResult written:
                writer.Byte(WrittenKind);
                writer.VariableSigned(written.Revision);
                writer.Bytes(written.Key.Span);
                break;
            case DeletedResult deleted:
                writer.Byte(DeletedKind);
                writer.VariableSigned(deleted.Revision);
                writer.VariableSigned(deleted.Deleted);
                break;
            case CompareAndSetResult compared:
                EncodeCompareAndSet(compared, writer);
                break;
            case CompactedResult compacted:
                writer.Byte(CompactedKind);
                writer.VariableSigned(compacted.Revision);
                break;
            case RangeResult range:
                EncodeRange(range, writer);
                break;
            case FailedResult failed:
                writer.Byte(FailedKind);
                writer.Byte((byte)failed.Error);
                writer.Text(failed.Message);
                break;
            default:
                throw new UnreachableException($"A result of an unknown type: {result.GetType().Name}.");
        }
    }

    /// <summary>
    /// Reads what <see cref="Encode"/> wrote, all of <paramref name="source"/>; keys and values are slices of it.
    /// </summary>
    /// <exception cref="EncodingException">The bytes are no such encoding.</exception>
    public static OperationResult Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        OperationResult result = reader.Byte() switch
        {
            WrittenKind => new WrittenResult(reader.VariableSigned(), reader.Bytes()),
            DeletedKind => new DeletedResult(reader.VariableSigned(), reader.VariableSigned()),
            CompareAndSetKind => DecodeCompareAndSet(ref reader),
            CompactedKind => new CompactedResult(reader.VariableSigned()),
            RangeKind => DecodeRange(ref reader),
            FailedKind => new FailedResult(DecodeError(ref reader), reader.Text()),
            var kind => throw new EncodingException($"A result's kind must be 1 to {FailedKind}. It is {kind}."),
        };
        reader.End();
        return result;
    }

    private static void EncodeCompareAndSet(CompareAndSetResult compared, ByteWriter writer)
    {
        writer.Byte(CompareAndSetKind);
        writer.Boolean(compared.Succeeded);
        writer.VariableSigned(compared.Revision);
        writer.Boolean(compared.Current is not null);
        if (compared.Current is { } current)
        {
            KeyValueCodec.Encode(current, writer);
        }
    }

    private static CompareAndSetResult DecodeCompareAndSet(ref ByteReader reader)
    {
        var succeeded = reader.Boolean();
        var revision = reader.VariableSigned();
        var current = reader.Boolean() ? KeyValueCodec.Decode(ref reader) : null;
        return new CompareAndSetResult(succeeded, revision, current);
    }

    private static void EncodeRange(RangeResult range, ByteWriter writer)
    {
        writer.Byte(RangeKind);
        writer.VariableSigned(range.Revision);
        writer.Boolean(range.More);
        writer.VariableSigned(range.Count);
        writer.Variable((ulong)range.KeyValues.Count);
        foreach (var keyValue in range.KeyValues)
        {
            KeyValueCodec.Encode(keyValue, writer);
        }
    }

    private static RangeResult DecodeRange(ref ByteReader reader)
    {
        var revision = reader.VariableSigned();
        var more = reader.Boolean();
        var count = reader.VariableSigned();

        // The list grows as keys are read: a count that lies costs no more than the bytes that are really there.
        var keyValues = new List<KeyValue>();
        for (var left = reader.Count(); left > 0; left--)
        {
            keyValues.Add(KeyValueCodec.Decode(ref reader));
        }

        return new RangeResult(revision, keyValues, more, count);
    }

    private static StoreError DecodeError(ref ByteReader reader)
    {
        var number = reader.Byte();
        return Enum.IsDefined((StoreError)number)
            ? (StoreError)number
            : throw new EncodingException($"A store error must be one of those known. It is {number}.");
    }
}
