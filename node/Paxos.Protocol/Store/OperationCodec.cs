using System.Diagnostics;
using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Store;

/// <summary>
/// The bytes of an <see cref="Operation"/> in the log and in frames: one byte for the kind, then the fields in their
/// order. The form alone is checked here; <see cref="OperationRules"/> holds the rules on sizes.
/// </summary>
public static class OperationCodec
{
    private const byte AppendKind = 1;
    private const byte PutKind = 2;
    private const byte DeleteRangeKind = 3;
    private const byte CompareAndSetKind = 4;
    private const byte CompactKind = 5;
    private const byte RangeKind = 6;

    /// <summary>Writes <paramref name="operation"/>.</summary>
    public static void Encode(Operation operation, ByteWriter writer)
    {
        switch (operation)
        {
            case AppendOperation append:
                writer.Byte(AppendKind);
                writer.Bytes(append.Value.Span);
                break;
            case PutOperation put:
                writer.Byte(PutKind);
                writer.Bytes(put.Key.Span);
                writer.Bytes(put.Value.Span);
                break;
            case DeleteRangeOperation delete:
                writer.Byte(DeleteRangeKind);
                writer.Bytes(delete.Key.Span);
                writer.Bytes(delete.RangeEnd.Span);
                break;
            case CompareAndSetOperation compare:
                writer.Byte(CompareAndSetKind);
                writer.Bytes(compare.Key.Span);
                writer.Bytes(compare.Value.Span);
                writer.VariableSigned(compare.ExpectedModRevision);
                break;
            case CompactOperation compact:
                writer.Byte(CompactKind);
                writer.VariableSigned(compact.Revision);
                break;
            case RangeOperation range:
                EncodeRange(range, writer);
                break;
            default:
                throw new UnreachableException($"An operation of an unknown type: {operation.GetType().Name}.");
        }
    }

    /// <summary>
    /// Reads what <see cref="Encode"/> wrote, all of <paramref name="source"/>; keys and values are slices of it.
    /// </summary>
    /// <exception cref="EncodingException">The bytes are no such encoding.</exception>
    public static Operation Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        Operation operation = reader.Byte() switch
        {
            AppendKind => new AppendOperation(reader.Bytes()),
            PutKind => new PutOperation(reader.Bytes(), reader.Bytes()),
            DeleteRangeKind => new DeleteRangeOperation(reader.Bytes(), reader.Bytes()),
            CompareAndSetKind => new CompareAndSetOperation(reader.Bytes(), reader.Bytes(), reader.VariableSigned()),
            CompactKind => new CompactOperation(reader.VariableSigned()),
            RangeKind => DecodeRange(ref reader),
            var kind => throw new EncodingException($"An operation's kind must be 1 to {RangeKind}. It is {kind}."),
        };
        reader.End();
        return operation;
    }

    private static void EncodeRange(RangeOperation range, ByteWriter writer)
    {
        writer.Byte(RangeKind);
        writer.Bytes(range.Key.Span);
        writer.Bytes(range.RangeEnd.Span);
        writer.VariableSigned(range.Limit);
        writer.VariableSigned(range.Revision);
        writer.VariableSigned(range.MinModRevision);
    }

    private static RangeOperation DecodeRange(ref ByteReader reader) => new(
        Key: reader.Bytes(),
        RangeEnd: reader.Bytes(),
        Limit: reader.VariableSigned(),
        Revision: reader.VariableSigned(),
        MinModRevision: reader.VariableSigned());
}
