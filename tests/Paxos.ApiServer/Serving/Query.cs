using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Serving;

/// <summary>The parameters of a request.</summary>
internal sealed class Query(HttpRequest request)
{
    /// <summary>A parameter's value; null when it is not given.</summary>
    public string? this[string name] => request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>Whether a parameter says yes.</summary>
    public bool Has(string name) => this[name] is "true" or "1";

    /// <summary>What it says about a write; without a field manager the client's own name is taken.</summary>
    public WriteOptions Options(string subresource, Action<string> warn) => new()
    {
        Manager = this["fieldManager"] ?? request.Headers.UserAgent.ToString().Split('/')[0],
        IsDryRun = this["dryRun"] == "All",
        Force = Has("force"),
        FieldValidation = this["fieldValidation"] ?? "Warn",
        Subresource = subresource,
        Warn = warn,
    };
}
