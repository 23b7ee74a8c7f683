using System.Text.Json.Nodes;

namespace Paxos.Operator.Requests;

/// <summary>One request to the API server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Type">The kind of object.</param>
/// <param name="Path">The path, relative to the server.</param>
internal sealed record ApiRequest(HttpMethod Method, EntityType Type, string Path)
{
    /// <summary>The parameters; those that are null are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The body's media type; null for JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>Path and parameters.</summary>
    public string PathAndQuery
    {
        get
        {
            var given = Query.Where(parameter => parameter.Value is not null).ToList();
            return given.Count == 0
                ? Path
                : $"{Path}?{string.Join('&', given.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"))}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}
