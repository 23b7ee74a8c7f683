using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Writing;

/// <summary>The rules and defaults of kinds that are built in, as far as an operator can run into them.</summary>
internal static partial class Admission
{
    private static readonly string[] MutableInStatefulSet =
    [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
    ];

    /// <summary>Checks a write and fills in defaults.</summary>
    /// <exception cref="ApiException">A rule is broken.</exception>
    public static void Admit(ResourceType type, JsonObject? live, JsonObject candidate, ObjectStore store, string time)
    {
        var name = (string)candidate["metadata"]!["name"]!;
        if (live is null)
        {
            CheckName(type, name);
            CheckNamespace(type, candidate, store);
            CheckQuota(type, candidate, store);
        }

        switch (type.GroupResource)
        {
            case "customresourcedefinitions.apiextensions.k8s.io":
                CustomResources.Admit(candidate, time);
                break;
            case "statefulsets.apps":
                BuiltInDefaults.StatefulSet(candidate);
                Refuse(type, name, Changed(live, candidate, MutableInStatefulSet));
                break;
            case "deployments.apps":
                BuiltInDefaults.Deployment(candidate);
                Refuse(type, name, live is null ? [] : ChangedField(live, candidate, "selector"));
                break;
            case "persistentvolumeclaims":
                BuiltInDefaults.Claim(candidate, store);
                Refuse(type, name, live is null ? [] : ChangedClaim(live, candidate));
                break;
            case "services":
                BuiltInDefaults.Service(candidate, store);
                break;
            case "pods":
                BuiltInDefaults.Pod(candidate);
                break;
            case "namespaces":
                candidate["status"] ??= new JsonObject { ["phase"] = "Active" };
                break;
            case "secrets":
                BuiltInDefaults.Secret(candidate);
                break;
        }
    }

    private static void CheckName(ResourceType type, string name)
    {
        var isPath = type.Group == "rbac.authorization.k8s.io";
        if (!isPath && (name.Length > 253 || !Subdomain().IsMatch(name)))
        {
            throw ApiException.Invalid(type, name, [("metadata.name", $"Invalid value: \"{name}\": a lowercase RFC 1123 subdomain must "
                + "consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character")]);
        }

        if (type.GroupResource is "services" && name.Length > 63)
        {
            throw ApiException.Invalid(type, name, [("metadata.name", $"Invalid value: \"{name}\": must be no more than 63 characters")]);
        }
    }

    private static void CheckNamespace(ResourceType type, JsonObject candidate, ObjectStore store)
    {
        if (!type.IsNamespaced)
        {
            return;
        }

        var space = (string)candidate["metadata"]!["namespace"]!;
        var found = store.Find(BuiltIns.Namespace, new ObjectKey("", space)) ?? throw ApiException.NotFound(BuiltIns.Namespace, space);
        if (found["metadata"]!["deletionTimestamp"] is not null)
        {
            throw Forbidden(type, candidate, $"unable to create new content in namespace {space} because it is being terminated");
        }
    }

    private static void CheckQuota(ResourceType type, JsonObject candidate, ObjectStore store)
    {
        var space = (string?)candidate["metadata"]!["namespace"] ?? "";
        foreach (var quota in store.List(BuiltIns.ResourceQuota, space).Objects)
        {
            foreach (var (what, limit) in quota["spec"]?["hard"] as JsonObject ?? [])
            {
                var used = store.List(type, space).Objects.Count;
                if (what.Replace("count/", "", StringComparison.Ordinal) == type.GroupResource
                    && used + 1 > int.Parse(limit!.ToString(), CultureInfo.InvariantCulture))
                {
                    throw Forbidden(type, candidate, $"exceeded quota: {quota["metadata"]!["name"]}, requested: {what}=1, "
                        + $"used: {what}={used}, limited: {what}={limit}");
                }
            }
        }
    }

    private static ApiException Forbidden(ResourceType type, JsonObject candidate, string why) =>
        new(403, "Forbidden", $"{type.GroupResource} \"{candidate["metadata"]!["name"]}\" is forbidden: {why}");

    private static IReadOnlyList<(string, string)> Changed(JsonObject? live, JsonObject candidate, string[] mutable)
    {
        var names = ((live?["spec"] as JsonObject) ?? []).Concat((JsonObject)candidate["spec"]!).Select(field => field.Key).Distinct();
        var isChanged = live is not null
            && names.Any(name => !mutable.Contains(name) && !JsonNode.DeepEquals(live["spec"]![name], candidate["spec"]![name]));
        return isChanged
            ? [("spec", $"Forbidden: updates to statefulset spec for fields other than '{string.Join("', '", mutable)}' are forbidden")]
            : [];
    }

    private static IReadOnlyList<(string, string)> ChangedField(JsonObject live, JsonObject candidate, string name) =>
        JsonNode.DeepEquals(live["spec"]![name], candidate["spec"]![name]) ? [] : [($"spec.{name}", "Invalid value: field is immutable")];

    private static List<(string, string)> ChangedClaim(JsonObject live, JsonObject candidate)
    {
        var before = BuiltInDefaults.Bytes((string?)live["spec"]?["resources"]?["requests"]?["storage"]);
        var after = BuiltInDefaults.Bytes((string?)candidate["spec"]?["resources"]?["requests"]?["storage"]);
        var findings = ChangedField(live, candidate, "accessModes").Concat(ChangedField(live, candidate, "storageClassName")).ToList();
        if (after < before)
        {
            findings.Add(("spec.resources.requests.storage", "Forbidden: field can not be less than status.capacity"));
        }

        return findings;
    }

    private static void Refuse(ResourceType type, string name, IReadOnlyList<(string, string)> findings)
    {
        if (findings.Count > 0)
        {
            throw ApiException.Invalid(type, name, findings);
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();
}
