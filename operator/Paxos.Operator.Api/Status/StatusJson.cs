using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Paxos.Operator.Api.Status;

/// <summary>The status as the API server keeps it: camel case, what is absent left out, times in UTC by the second.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(ClusterStatus))]
public sealed partial class StatusJson : JsonSerializerContext
{
    /// <summary>As JSON. Equal statuses give equal texts, so that only a change is written.</summary>
    public static JsonObject Write(ClusterStatus status) =>
        JsonSerializer.SerializeToNode(status, Default.ClusterStatus)!.AsObject();

    /// <summary>Reads what a server keeps; what a later version has added is left out.</summary>
    /// <exception cref="JsonException">It is no status.</exception>
    public static ClusterStatus Read(JsonNode? status)
    {
        var read = status?.Deserialize(Default.ClusterStatus) ?? new ClusterStatus();

        // The generated reader gives init-only properties that are absent null, whatever their initialiser says.
        return read with { Members = read.Members ?? [], Conditions = read.Conditions ?? [] };
    }
}
