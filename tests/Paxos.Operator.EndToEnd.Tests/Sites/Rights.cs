using System.Text.Json.Nodes;

namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>
/// Whether the operator asked for nothing that the chart's roles do not allow. The API server of these tests allows everything, so this is
/// seen from its record; any other one refuses by itself.
/// </summary>
internal static class Rights
{
    /// <summary>The operator's name in the record.</summary>
    private const string Operator = "paxos-operator";

    /// <summary>Checks everything that was asked so far.</summary>
    public static async Task CheckAsync(Site site)
    {
        if (site is not LocalSite local)
        {
            return;
        }

        var allowed = new HashSet<(string Verb, string Resource)>();
        foreach (var role in new[] { "clusterrole/paxos-operator", "role/paxos-operator-lease" })
        {
            var rules = JsonNode.Parse(await site.Kubectl.RunAsync("get", role, "-o", "json"))!["rules"]!.AsArray();
            allowed.UnionWith(
                from rule in rules
                from resource in Texts(rule!["resources"])
                from api in Texts(rule["apiGroups"])
                from verb in Texts(rule["verbs"])
                select (verb, NameOf(resource, api)));
        }

        var asked = local.Server.Faults.Requests.Where(request => request.Manager == Operator)
            .SelectMany(request => VerbsOf(request.Verb, request.Resource).Select(verb => (verb, request.Resource)))
            .Distinct()
            .ToList();
        Assert.Contains(asked, request => request.Resource == "leases.coordination.k8s.io");
        var beyond = asked.Where(request => !allowed.Contains(request)).ToList();
        Assert.Empty(beyond);
    }

    // What is applied and is not there is created.
    private static string[] VerbsOf(string verb, string resource) => verb switch
    {
        "apply" when resource.Contains('/', StringComparison.Ordinal) => ["patch"],
        "apply" => ["patch", "create"],
        _ => [verb],
    };

    // As the record has it: plural, group, subresource.
    private static string NameOf(string resource, string api)
    {
        var parts = resource.Split('/');
        return parts[0] + (api.Length > 0 ? $".{api}" : "") + (parts.Length > 1 ? $"/{parts[1]}" : "");
    }

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(text => (string)text!);
}
