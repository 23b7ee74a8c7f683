using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paxos.Tests.Shared;

/// <summary>YAML as JSON, so that two texts of one meaning are equal.</summary>
internal static class YamlJson
{
    /// <summary>All documents that hold something.</summary>
    public static IReadOnlyList<JsonObject> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => Of(document.RootNode)).OfType<JsonObject>()];
    }

    /// <summary>A part of a document. Numbers and truth values are those scalars that have no quotes and read as such.</summary>
    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair =>
            KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Of(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Of)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new UnreachableException($"A node of type {node.GetType()}."),
    };

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "null" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text),
    };
}
