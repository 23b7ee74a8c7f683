using System.Text.Json;
using System.Text.Json.Serialization;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Web;

/// <summary>
/// The JSON of the status and of the log: camel case, enums as words. The default encoder stays, which escapes the
/// characters that mean something to HTML, so that a document pasted into a page is still inert.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(IReadOnlyList<LogLine>))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>The status as one line of JSON, as <c>/status.json</c> and the admin service give it.</summary>
    public static string Serialize(NodeStatus status) => JsonSerializer.Serialize(status, Default.NodeStatus);

    /// <summary>A batch of log lines as one line of JSON.</summary>
    public static string Serialize(IReadOnlyList<LogLine> lines) =>
        JsonSerializer.Serialize(lines, Default.IReadOnlyListLogLine);

    /// <summary>The body of <c>/logs</c>.</summary>
    public static string Serialize(LogPage page) => JsonSerializer.Serialize(page, Default.LogPage);
}
