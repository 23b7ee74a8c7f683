using System.Collections.Immutable;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Api.Validation;

namespace Paxos.Swarm;

/// <summary>
/// What Swarm cannot honour: an error where something else in the resource can, or where the stack would not run; else a warning that
/// says what is lost.
/// </summary>
internal static class SwarmRules
{
    private const string PinRule = "swarm-pin";
    private const string IgnoredRule = "swarm-ignores";

    /// <summary>The label of the one host that an acceptor or a learner runs on.</summary>
    public static string PinLabel(PaxosCluster cluster, string node) => $"{cluster.Metadata.Name}.{node}";

    /// <summary>Checks a resource.</summary>
    public static IReadOnlyList<Finding> Check(PaxosCluster cluster)
    {
        var findings = new FindingList();
        CheckPins(cluster, findings);
        CheckSelector(cluster.Spec.Placement, findings);
        CheckPublished(cluster.Spec.Publish, findings);
        CheckImage(cluster.Spec.Image, findings);
        CheckStorage("spec.acceptors.storage", cluster.Spec.Acceptors.Storage, cluster.Spec.Acceptors.Storage.Size, findings);
        CheckStorage("spec.learners.storage", cluster.Spec.Learners.Storage, cluster.Spec.Learners.Storage.Size, findings);
        CheckKubernetesOnly(cluster, findings);
        return findings.All;
    }

    private static void CheckPins(PaxosCluster cluster, FindingList findings)
    {
        var placement = cluster.Spec.Placement;
        if (placement is { AcceptorSpread: Spread.Required, AcceptorNodes.Count: 0 })
        {
            findings.Fail(
                "swarm-spread",
                "spec.placement.acceptorSpread",
                placement.AcceptorSpread,
                "spec.placement.acceptorSpread must not be Required for Swarm unless spec.placement.acceptorNodes names a host for each "
                    + "acceptor: Swarm cannot keep services apart. It is Required, and no host is named.");
        }

        Tell("spec.placement.acceptorNodes", placement.AcceptorNodes, NodeNames.Acceptor, cluster.Spec.Acceptors.Replicas);
        Tell("spec.placement.learnerNodes", placement.LearnerNodes, NodeNames.Learner, cluster.Spec.Learners.Replicas);

        void Tell(string path, IReadOnlyList<string> hosts, string role, int replicas)
        {
            if (hosts.Count == 0)
            {
                var first = PinLabel(cluster, NodeNames.Of(role, 1));
                var all = replicas == 1 ? first : $"{first} to {PinLabel(cluster, NodeNames.Of(role, replicas))}";
                findings.Warn(
                    PinRule,
                    path,
                    "",
                    $"{path} is not given, so a label says on which host each {role} and its disk stay. It waits until one host, and no "
                        + $"other, has it: docker node update --label-add {first}=true HOST (labels: {all}).");
            }
        }
    }

    private static void CheckSelector(PlacementSpec placement, FindingList findings)
    {
        const string Path = "spec.placement.nodeSelector";
        foreach (var (key, value) in placement.NodeSelector)
        {
            if (key.Contains('/', StringComparison.Ordinal) || key.Length < 2 || value.Length == 0)
            {
                findings.Fail(
                    "swarm-selector",
                    Path,
                    $"{key}={value}",
                    $"A label in {Path} must for Swarm have a key of two characters or more without a slash, and a value. "
                        + $"It is '{key}: {value}'.");
            }
        }

        if (placement.TopologyKey != new PlacementSpec().TopologyKey)
        {
            Ignore(findings, "spec.placement.topologyKey", placement.TopologyKey, "Swarm knows hosts and no other failure domains");
        }
    }

    private static void CheckPublished(PublishSpec publish, FindingList findings)
    {
        if (publish.ClientFrom is null)
        {
            findings.Warn(
                "swarm-unpublished",
                "spec.publish.clientFrom",
                "",
                "spec.publish.clientFrom is not given: applications reach the client nodes only from inside the stack's own network.");
        }
    }

    private static void CheckImage(ImageSpec image, FindingList findings)
    {
        if (image.PullPolicy != PullPolicy.IfNotPresent)
        {
            var option = image.PullPolicy == PullPolicy.Always ? "always" : "never";
            Ignore(
                findings,
                "spec.image.pullPolicy",
                image.PullPolicy,
                $"a stack file has no such field; give 'docker stack deploy --resolve-image {option}'");
        }

        if (image.PullSecrets.Count > 0)
        {
            Ignore(
                findings,
                "spec.image.pullSecrets",
                string.Join(", ", image.PullSecrets),
                "Swarm takes the credentials of 'docker login'; give 'docker stack deploy --with-registry-auth'");
        }
    }

    private static void CheckStorage(string path, StorageSpec storage, Quantity? size, FindingList findings)
    {
        Ignore(findings, $"{path}.size", size!, "a local volume takes what its host's disk has, and nothing keeps that much free");
        if (storage.StorageClassName is { } name)
        {
            Ignore(findings, $"{path}.storageClassName", name, "every volume is a local one");
        }

        if (storage.ReclaimPolicy == ReclaimPolicy.Delete)
        {
            Ignore(
                findings,
                $"{path}.reclaimPolicy",
                storage.ReclaimPolicy,
                "'docker stack rm' leaves volumes; 'docker volume rm' on their hosts deletes them");
        }
    }

    private static void CheckKubernetesOnly(PaxosCluster cluster, FindingList findings)
    {
        var spec = cluster.Spec;
        if (cluster.Metadata.Namespace is { } name)
        {
            Ignore(findings, "metadata.namespace", name, "Swarm has no namespaces; the stack's name keeps clusters apart");
        }

        IgnoreKeys("metadata.labels", cluster.Metadata.Labels, "Swarm keeps no resource; podTemplate.labels go on services and containers");
        IgnoreKeys("metadata.annotations", cluster.Metadata.Annotations, "Swarm keeps no resource");
        IgnoreKeys("spec.podTemplate.annotations", spec.PodTemplate.Annotations, "Swarm has labels only");
        IgnoreKeys("spec.clients.service.annotations", spec.Clients.Service.Annotations, "there is no Kubernetes service");
        if (spec.Clients.Service.Type != ServiceType.ClusterIP)
        {
            Ignore(findings, "spec.clients.service.type", spec.Clients.Service.Type, "spec.publish says how applications come in");
        }

        if (!spec.NetworkPolicy.Enabled)
        {
            Ignore(findings, "spec.networkPolicy.enabled", "false", "the stack's own network keeps others out all the same");
        }

        if (spec.Paused)
        {
            Ignore(findings, "spec.paused", "true", "nothing watches a stack, so nothing is paused; deploying it changes it");
        }

        void IgnoreKeys(string path, IReadOnlyDictionary<string, string> map, string lost)
        {
            if (map.Count > 0)
            {
                Ignore(findings, path, string.Join(", ", map.Keys.ToImmutableSortedSet(StringComparer.Ordinal)), lost);
            }
        }
    }

    private static void Ignore(FindingList findings, string path, object value, string lost) =>
        findings.Warn(IgnoredRule, path, value, $"{path} ({value}) has no effect in Swarm: {lost}.");
}
