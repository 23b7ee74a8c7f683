using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Selecting;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Serving;

/// <summary>What one watch is sent: changes as its selectors see them, and as rows where it asks for rows.</summary>
internal sealed class WatchStream(HttpContext context, Target target, Query query, Tables tables)
{
    private readonly LabelSelector _labels = LabelSelector.Parse(query["labelSelector"]);
    private readonly FieldSelector _fields = FieldSelector.Parse(query["fieldSelector"]);
    private readonly bool _asTable = Tables.IsWanted(context.Request);
    private readonly StringBuilder _lines = new();

    /// <summary>What is watched.</summary>
    public Target Target => target;

    /// <summary>Adds a change. One that makes an object fit or no longer fit is an addition or a deletion for this watch.</summary>
    public void Add(Change change)
    {
        var isIn = change.Type != "DELETED" && Fits(change.Object);
        var wasIn = change.Previous is not null && Fits(change.Previous);
        var type = (wasIn, isIn) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            _ => null,
        };
        if (type is not null)
        {
            AddLine(type, change.Object);
        }
    }

    /// <summary>Adds a bookmark.</summary>
    public void AddBookmark(long version) => AddLine("BOOKMARK", new JsonObject
    {
        ["kind"] = target.Type.Kind,
        ["apiVersion"] = target.Type.GroupVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
    });

    /// <summary>Whether there is something to send.</summary>
    public bool HasNews => _lines.Length > 0;

    /// <summary>Takes the second half away of what is to be sent.</summary>
    public void Cut() => _lines.Length /= 2;

    /// <summary>Sends what was added.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (HasNews)
        {
            await context.Response.WriteAsync(_lines.ToString(), cancellationToken);
            _lines.Clear();
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Sends an error as the last line.</summary>
    public async Task EndAsync(JsonObject status, CancellationToken cancellationToken)
    {
        _lines.Append(new JsonObject { ["type"] = "ERROR", ["object"] = status }.ToJsonString()).Append('\n');
        await FlushAsync(cancellationToken);
    }

    private bool Fits(JsonObject value) =>
        (target.Namespace is null || (string?)value["metadata"]!["namespace"] == target.Namespace)
        && (target.Name is null || (string?)value["metadata"]!["name"] == target.Name)
        && _labels.Matches(value)
        && _fields.Matches(value);

    private void AddLine(string type, JsonObject value)
    {
        JsonNode shown = _asTable && type != "BOOKMARK"
            ? tables.Of(target.Type, [value], ObjectStore.VersionOf(value), null, query["includeObject"] == "Object")
            : value.DeepClone();
        _lines.Append(new JsonObject { ["type"] = type, ["object"] = shown }.ToJsonString()).Append('\n');
    }
}
