using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Serving;

/// <summary>
/// Bodies in Kubernetes' protobuf, which Go's typed clients send: helm for its Secrets, kubectl for namespaces. Only the kinds that they
/// send are known here; field numbers are those of k8s.io/api's generated.proto.
/// </summary>
internal static class ProtobufBody
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    private static readonly Dictionary<int, Field> Time = new() { [1] = new("seconds", Kind.Number) };

    private static readonly Dictionary<int, Field> Metadata = new()
    {
        [1] = new("name", Kind.Text),
        [2] = new("generateName", Kind.Text),
        [3] = new("namespace", Kind.Text),
        [5] = new("uid", Kind.Text),
        [6] = new("resourceVersion", Kind.Text),
        [8] = new("creationTimestamp", Kind.Time, Time),
        [11] = new("labels", Kind.TextMap),
        [12] = new("annotations", Kind.TextMap),
        [14] = new("finalizers", Kind.Texts),
    };

    private static readonly Dictionary<string, Dictionary<int, Field>> Kinds = new(StringComparer.Ordinal)
    {
        ["Secret"] = new()
        {
            [1] = new("metadata", Kind.Message, Metadata),
            [2] = new("data", Kind.BytesMap),
            [3] = new("type", Kind.Text),
            [4] = new("stringData", Kind.TextMap),
        },
        ["ConfigMap"] = new()
        {
            [1] = new("metadata", Kind.Message, Metadata),
            [2] = new("data", Kind.TextMap),
        },
        ["Namespace"] = new() { [1] = new("metadata", Kind.Message, Metadata) },
        ["DeleteOptions"] = new()
        {
            [1] = new("gracePeriodSeconds", Kind.Number),
            [2] = new("preconditions", Kind.Message, new() { [1] = new("uid", Kind.Text), [2] = new("resourceVersion", Kind.Text) }),
            [4] = new("propagationPolicy", Kind.Text),
            [5] = new("dryRun", Kind.Texts),
        },
    };

    private enum Kind
    {
        Text,
        Texts,
        Number,
        Message,
        Time,
        TextMap,
        BytesMap,
    }

    /// <summary>Reads a body as the JSON that says the same.</summary>
    /// <exception cref="ApiException">It is no such body, or of a kind that is not known here.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> body)
    {
        if (!body.Span.StartsWith(Magic))
        {
            throw ApiException.BadRequest($"the body is no {MediaType}: it does not begin with \"k8s\"");
        }

        ReadOnlyMemory<byte> type = default;
        ReadOnlyMemory<byte> raw = default;
        var rest = body[Magic.Length..];
        while (Next(ref rest, out var number, out _, out var bytes))
        {
            type = number == 1 ? bytes : type;
            raw = number == 2 ? bytes : raw;
        }

        var head = Object(type, new() { [1] = new("apiVersion", Kind.Text), [2] = new("kind", Kind.Text) });
        var kind = (string?)head["kind"] ?? "";
        if (!Kinds.TryGetValue(kind, out var fields))
        {
            throw new ApiException(415, "UnsupportedMediaType", $"this server reads {kind} as JSON only, not as {MediaType}");
        }

        foreach (var (name, value) in Object(raw, fields))
        {
            head[name] = value?.DeepClone();
        }

        return head;
    }

    private static JsonObject Object(ReadOnlyMemory<byte> message, Dictionary<int, Field> fields)
    {
        var result = new JsonObject();
        while (Next(ref message, out var number, out var value, out var bytes))
        {
            if (fields.TryGetValue(number, out var field))
            {
                Put(result, field, value, bytes);
            }
        }

        return result;
    }

    private static void Put(JsonObject result, Field field, ulong value, ReadOnlyMemory<byte> bytes)
    {
        switch (field.Kind)
        {
            // Go writes empty texts as well; they mean that nothing is set.
            case Kind.Text when bytes.Length > 0:
                result[field.Name] = Encoding.UTF8.GetString(bytes.Span);
                break;
            case Kind.Texts:
                result[field.Name] ??= new JsonArray();
                ((JsonArray)result[field.Name]!).Add(Encoding.UTF8.GetString(bytes.Span));
                break;
            case Kind.Number:
                result[field.Name] = (long)value;
                break;
            case Kind.Message:
                result[field.Name] = Object(bytes, field.Fields!);
                break;
            case Kind.Time when Object(bytes, field.Fields!)["seconds"].AsLong() is { } seconds:
                result[field.Name] = DateTimeOffset.FromUnixTimeSeconds(seconds)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                break;
            case Kind.TextMap or Kind.BytesMap:
                result[field.Name] ??= new JsonObject();
                PutEntry((JsonObject)result[field.Name]!, field.Kind, bytes);
                break;
        }
    }

    private static void PutEntry(JsonObject map, Kind kind, ReadOnlyMemory<byte> entry)
    {
        var name = "";
        ReadOnlyMemory<byte> value = default;
        while (Next(ref entry, out var number, out _, out var bytes))
        {
            name = number == 1 ? Encoding.UTF8.GetString(bytes.Span) : name;
            value = number == 2 ? bytes : value;
        }

        map[name] = kind == Kind.TextMap ? Encoding.UTF8.GetString(value.Span) : Convert.ToBase64String(value.Span);
    }

    private static bool Next(ref ReadOnlyMemory<byte> rest, out int number, out ulong value, out ReadOnlyMemory<byte> bytes)
    {
        (number, value, bytes) = (0, 0, default);
        if (rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint(ref rest);
        number = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                value = Varint(ref rest);
                break;
            case 1:
                value = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, 8).Span);
                break;
            case 2:
                bytes = Take(ref rest, (int)Varint(ref rest));
                break;
            default:
                throw ApiException.BadRequest($"the body is no {MediaType}: wire type {tag & 7}");
        }

        return true;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        var result = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var one = Take(ref rest, 1).Span[0];
            result |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
            {
                return result;
            }
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int length)
    {
        if (length < 0 || length > rest.Length)
        {
            throw ApiException.BadRequest($"the body is no {MediaType}: it ends too early");
        }

        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private sealed record Field(string Name, Kind Kind, Dictionary<int, Field>? Fields = null);
}
