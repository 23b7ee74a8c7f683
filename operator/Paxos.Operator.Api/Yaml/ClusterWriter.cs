using System.Text.Json.Nodes;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Yaml;

/// <summary>Writes a resource in the schema's order, without what has its default: reading it again gives the same resource.</summary>
public static class ClusterWriter
{
    /// <summary>The resource as YAML.</summary>
    public static string Write(PaxosCluster cluster)
    {
        var text = new StringWriter { NewLine = "\n" };
        YamlDocument.Write(ToJson(cluster), text);
        return text.ToString();
    }

    /// <summary>The resource as JSON, its fields in the schema's order.</summary>
    public static JsonObject ToJson(PaxosCluster cluster) => ToJson(cluster, ObjectSchema.Cluster);

    private static JsonObject ToJson(object owner, ObjectSchema schema)
    {
        var result = new JsonObject();
        foreach (var field in schema.Fields)
        {
            if (field.ValueIn(owner) is { } value && NodeOf(field, value) is { } node)
            {
                result.Add(field.Name, node);
            }
        }

        return result;
    }

    private static JsonNode? NodeOf(FieldSchema field, object value)
    {
        switch (field.Type)
        {
            case FieldType.Section:
                var inner = ToJson(value, field.Fields!);
                return inner.Count == 0 ? null : inner;
            case FieldType.TextList:
                var items = (IReadOnlyList<string>)value;
                return items.Count == 0 ? null : new JsonArray([.. items.Select(item => JsonValue.Create(item))]);
            case FieldType.TextMap:
                var map = ((IReadOnlyDictionary<string, string>)value).OrderBy(pair => pair.Key, StringComparer.Ordinal);
                var entries = new JsonObject(map.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
                return entries.Count == 0 ? null : entries;
            default:
                return !field.IsRequired && value.Equals(field.Default) ? null : ScalarOf(value);
        }
    }

    private static JsonValue ScalarOf(object value) => value switch
    {
        int number => JsonValue.Create(number),
        bool truth => JsonValue.Create(truth),
        _ => JsonValue.Create(value.ToString()!),
    };
}
