using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Store;

/// <summary>The bytes of a <see cref="KeyValue"/>, inside answers and snapshots.</summary>
public static class KeyValueCodec
{
    /// <summary>Writes <paramref name="keyValue"/>.</summary>
    public static void Encode(KeyValue keyValue, ByteWriter writer)
    {
        writer.Bytes(keyValue.Key.Span);
        writer.Bytes(keyValue.Value.Span);
        writer.VariableSigned(keyValue.CreateRevision);
        writer.VariableSigned(keyValue.ModRevision);
        writer.VariableSigned(keyValue.Version);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; key and value are slices of the source, not copies.</summary>
    /// <exception cref="EncodingException">The bytes are no such encoding.</exception>
    public static KeyValue Decode(ref ByteReader reader) => new(
        Key: reader.Bytes(),
        Value: reader.Bytes(),
        CreateRevision: reader.VariableSigned(),
        ModRevision: reader.VariableSigned(),
        Version: reader.VariableSigned());
}
