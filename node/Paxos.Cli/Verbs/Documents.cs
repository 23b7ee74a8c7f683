using System.Text.Json.Nodes;
using Google.Protobuf;
using Paxos.Cli.Output;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary>The store's things as documents for <c>-o json</c> and <c>-o yaml</c>, and as lines.</summary>
internal static class Documents
{
    /// <summary>
    /// A key and its value; what is not UTF-8 stands in base64 as <c>keyBase64</c> or <c>valueBase64</c>.
    /// </summary>
    public static JsonObject KeyValue(KeyValue pair)
    {
        var document = new JsonObject();
        AddBytes(document, "key", pair.Key);
        AddBytes(document, "value", pair.Value);
        document["createRevision"] = pair.CreateRevision;
        document["modRevision"] = pair.ModRevision;
        document["version"] = pair.Version;
        return document;
    }

    /// <summary>
    /// One line, tabs between: the revision, the key, in wide also create revision and version, the value last.
    /// </summary>
    public static string Line(KeyValue pair, bool wide)
    {
        var key = LineText.From(pair.Key.Span);
        var value = LineText.From(pair.Value.Span);
        return wide
            ? $"{pair.ModRevision}\t{pair.CreateRevision}\t{pair.Version}\t{key}\t{value}"
            : $"{pair.ModRevision}\t{key}\t{value}";
    }

    /// <summary>Adds bytes as text, or in base64 under <paramref name="name"/> + <c>Base64</c>.</summary>
    public static void AddBytes(JsonObject document, string name, ByteString bytes)
    {
        if (LineText.Utf8(bytes.Span) is { } text)
        {
            document[name] = text;
        }
        else
        {
            document[$"{name}Base64"] = bytes.ToBase64();
        }
    }
}
