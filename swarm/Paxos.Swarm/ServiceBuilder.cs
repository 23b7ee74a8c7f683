using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;

namespace Paxos.Swarm;

/// <summary>The service of one node.</summary>
internal static class ServiceBuilder
{
    /// <summary>
    /// Above everything that a node does when it is asked to stop: handing over the leadership takes a second at most, open calls another
    /// one, what is queued for the disk and for others is written in between. After it the engine kills.
    /// </summary>
    private const string StopGracePeriod = "20s";

    /// <summary>
    /// The node's liveness, not its readiness. The engine kills what it calls unhealthy, and a node that waits for a quorum must not be
    /// killed for it. And Swarm gives a service its name in DNS only once its container is healthy: nodes that had to be ready first
    /// would wait for each other's names for ever. Whether a node is ready is asked by those who roll and by <c>--check-ready</c>.
    /// </summary>
    private static JsonObject HealthCheck => new()
    {
        ["test"] = new JsonArray("CMD", NodeImage.Program, "--check-live"),
        // The name in DNS waits for the first check, and engines before 25 make it only when the interval is over: a node that comes back
        // is not found for that long. Each check starts a process that takes a twentieth of a second of processor time.
        ["interval"] = "3s",
        ["timeout"] = "5s",
        ["retries"] = 3,
        // A node replays its log before it answers anything; failures in this time do not count.
        ["start_period"] = "300s",
    };

    /// <summary>
    /// One at a time, the old one stopped before the new one starts, because both would have the same disk and the same ports; and no
    /// further when the new one does not stay up.
    /// </summary>
    private static JsonObject UpdatePolicy => new()
    {
        ["parallelism"] = 1,
        ["order"] = "stop-first",
        ["failure_action"] = "pause",
        ["monitor"] = "30s",
    };

    /// <summary>Builds it.</summary>
    public static JsonObject Build(PaxosCluster cluster, StackNode node)
    {
        var service = new JsonObject
        {
            ["image"] = Image(cluster.Spec),
            ["hostname"] = node.Name,
            ["command"] = new JsonArray("--name", node.Name),
            ["environment"] = Environment(cluster, node),
            ["networks"] = new JsonArray(StackGenerator.Network),
        };
        AddPorts(service, cluster.Spec.Publish, node);
        if (node.HasDisk)
        {
            service["volumes"] = new JsonArray(new JsonObject
            {
                ["type"] = "volume",
                ["source"] = node.Name,
                ["target"] = NodeImage.DataFolder,
            });
        }

        service["read_only"] = true;
        service["tmpfs"] = new JsonArray("/tmp");
        service["cap_drop"] = new JsonArray("ALL");
        service["healthcheck"] = HealthCheck;
        service["stop_grace_period"] = StopGracePeriod;
        service["labels"] = Labels(cluster, node);
        service["deploy"] = Deploy(cluster, node);
        return service;
    }

    private static string Image(ClusterSpec spec)
    {
        var tagged = $"{spec.Image.Repository}:{spec.Version}";
        return spec.Image.Digest is { } digest ? $"{tagged}@{digest}" : tagged;
    }

    // By environment and not by a config: a stack file can only name a config's file, and would no longer be one file.
    private static JsonObject Environment(PaxosCluster cluster, StackNode node)
    {
        var environment = new JsonObject();
        Set("role", node.Role);
        Set("listen-address", "0.0.0.0");
        Set("advertise-address", node.Name);
        if (node.HasDisk)
        {
            Set("data", NodeImage.DataFolder);
        }

        Set("acceptors", Acceptors(cluster));
        foreach (var (setting, value) in NodeSettings.Of(cluster))
        {
            Set(setting, value);
        }

        return environment;

        void Set(string setting, string value) => environment[NodeImage.VariableOf(setting)] = value;
    }

    // The acceptors and nobody else: gossip finds the others through them, so that scaling another role restarts nobody.
    private static string Acceptors(PaxosCluster cluster) => string.Join(
        ',',
        Enumerable.Range(1, cluster.Spec.Acceptors.Replicas)
            .Select(number => NodeNames.Of(NodeNames.Acceptor, number))
            .Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}={name}:{NodeImage.PeerPort}")));

    private static void AddPorts(JsonObject service, PublishSpec publish, StackNode node)
    {
        var ports = new JsonArray();
        Add(NodeImage.WebPort, node.PublishedWeb);
        Add(NodeImage.ClientPort, node.PublishedClient);
        if (ports.Count > 0)
        {
            service["ports"] = ports;
        }

        void Add(int target, int? published)
        {
            if (published is { } port)
            {
                ports.Add(new JsonObject
                {
                    ["target"] = target,
                    ["published"] = port,
                    ["protocol"] = "tcp",
                    ["mode"] = publish.Mode == PublishMode.Host ? "host" : "ingress",
                });
            }
        }
    }

    private static JsonObject Labels(PaxosCluster cluster, StackNode node)
    {
        var labels = new JsonObject
        {
            [ClusterLabels.Cluster] = cluster.Metadata.Name,
            [ClusterLabels.Role] = node.Role,
            [ClusterLabels.Node] = node.Name,
            [ClusterLabels.Version] = cluster.Spec.Version,
        };
        foreach (var (key, value) in cluster.Spec.PodTemplate.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            labels[key] = value;
        }

        return labels;
    }

    private static JsonObject Deploy(PaxosCluster cluster, StackNode node)
    {
        var deploy = new JsonObject
        {
            ["mode"] = "replicated",
            ["replicas"] = 1,
            ["endpoint_mode"] = cluster.Spec.Publish.EndpointMode == EndpointMode.DnsRoundRobin ? "dnsrr" : "vip",
            ["labels"] = Labels(cluster, node),
        };
        var constraints = Constraints(cluster, node);
        if (constraints.Count > 0)
        {
            deploy["placement"] = new JsonObject { ["constraints"] = constraints };
        }

        deploy["resources"] = Resources(node.Resources);

        // However often it fails: only a person may decide that a node is not to come back.
        deploy["restart_policy"] = new JsonObject { ["condition"] = "any", ["delay"] = "1s" };
        deploy["update_config"] = UpdatePolicy;
        deploy["rollback_config"] = UpdatePolicy;
        return deploy;
    }

    private static JsonArray Constraints(PaxosCluster cluster, StackNode node)
    {
        var constraints = new JsonArray();
        if (node.HasDisk)
        {
            // A volume is on one host: a node that moved would meet an empty disk.
            constraints.Add(node.Host is { } host
                ? $"node.hostname == {host}"
                : $"node.labels.{SwarmRules.PinLabel(cluster, node.Name)} == true");
        }

        foreach (var (key, value) in cluster.Spec.Placement.NodeSelector.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            constraints.Add($"node.labels.{key} == {value}");
        }

        return constraints;
    }

    private static JsonObject Resources(ResourcesSpec resources)
    {
        var result = new JsonObject();
        var limits = new JsonObject();
        if (resources.Limits.Cpu is { } cpu)
        {
            limits["cpus"] = Cores(cpu);
        }

        if (resources.Limits.Memory is { } memory)
        {
            limits["memory"] = Bytes(memory);
        }

        if (limits.Count > 0)
        {
            result["limits"] = limits;
        }

        result["reservations"] = new JsonObject
        {
            ["cpus"] = Cores(resources.Requests.Cpu),
            ["memory"] = Bytes(resources.Requests.Memory),
        };
        return result;
    }

    private static string Cores(Quantity cpu) => cpu.Value.ToString("0.#########", CultureInfo.InvariantCulture);

    // Docker's M is 1,024 squared.
    private static string Bytes(Quantity memory) => memory.Whole % (1 << 20) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{memory.Whole >> 20}M")
        : string.Create(CultureInfo.InvariantCulture, $"{memory.Whole}b");
}
