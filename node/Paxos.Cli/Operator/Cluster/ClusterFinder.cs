using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.Cli.Grammar;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>Finds the resource, or says what exactly is missing: the kind, the namespace, or only this name.</summary>
internal static class ClusterFinder
{
    /// <summary>Names that a message lists.</summary>
    private const int NamesMax = 10;

    /// <summary>Reads it.</summary>
    /// <exception cref="CommandFailure">It is not there, may not be read, or nothing answers.</exception>
    public static async Task<JsonObject> FindAsync(ClusterApi api, string name, CancellationToken cancellationToken)
    {
        var what = $"to read the PaxosCluster '{name}' in namespace '{api.Target.Namespace}'";
        try
        {
            return await api.GetAsync(ClusterApi.Clusters, api.Target.Namespace, name, cancellationToken);
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            throw CommandFailure.Refused(await WhatIsMissingAsync(api, name, cancellationToken));
        }
        catch (ApiFailure failure)
        {
            throw api.Explain(failure, what);
        }
    }

    private static async Task<string> WhatIsMissingAsync(ClusterApi api, string name, CancellationToken cancellationToken)
    {
        var (target, space) = (api.Target, api.Target.Namespace);
        try
        {
            var others = await api.ListAsync(ClusterApi.Clusters, space, null, null, cancellationToken);
            var names = others.Select(one => (string?)one["metadata"]?["name"] ?? "").Order(StringComparer.Ordinal).ToList();
            if (names.Count > 0)
            {
                var more = names.Count > NamesMax ? $" and {names.Count - NamesMax} more" : "";
                return $"There is no PaxosCluster '{name}' in namespace '{space}' of {target}.{Spelling.Suggestion(name, names)} "
                    + $"There are {string.Join(", ", names.Take(NamesMax))}{more}.";
            }

            return await HasNamespaceAsync(api, space, cancellationToken)
                ? $"There is no PaxosCluster '{name}' in namespace '{space}' of {target}, nor any other there."
                : $"There is no namespace '{space}' on {target}.";
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return $"{target} has no kind PaxosCluster: the operator's chart or its custom resource definition is not installed there.";
        }
        catch (ApiFailure)
        {
            return $"There is no PaxosCluster '{name}' in namespace '{space}' of {target}.";
        }
    }

    // Who may read clusters may often read no namespaces; then it is taken to be there.
    private static async Task<bool> HasNamespaceAsync(ClusterApi api, string space, CancellationToken cancellationToken)
    {
        try
        {
            await api.GetAsync(EntityType.Of<V1Namespace>(), null, space, cancellationToken);
            return true;
        }
        catch (ApiFailure failure)
        {
            return !failure.IsNotFound;
        }
    }
}
