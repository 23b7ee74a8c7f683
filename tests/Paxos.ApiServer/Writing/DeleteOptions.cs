using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Writing;

/// <summary>How an object is to be deleted, and on which conditions.</summary>
internal sealed record DeleteOptions
{
    /// <summary>The uid that it must have; null for any.</summary>
    public string? Uid { get; init; }

    /// <summary>The version that it must have; null for any.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>.</summary>
    public string Propagation { get; init; } = "Background";

    /// <summary>How long a pod may take to end, in seconds; null for its own time.</summary>
    public long? GraceSeconds { get; init; }

    /// <summary>Whether nothing is kept.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Reads body and query.</summary>
    public static DeleteOptions Read(JsonObject? body, Func<string, string?> query) => new()
    {
        Uid = (string?)body?["preconditions"]?["uid"],
        ResourceVersion = (string?)body?["preconditions"]?["resourceVersion"],
        Propagation = (string?)body?["propagationPolicy"] ?? query("propagationPolicy") ?? "Background",
        GraceSeconds = body?["gracePeriodSeconds"].AsLong()
            ?? (long.TryParse(query("gracePeriodSeconds"), out var seconds) ? seconds : null),
        IsDryRun = body?["dryRun"] is JsonArray { Count: > 0 } || query("dryRun") == "All",
    };
}
