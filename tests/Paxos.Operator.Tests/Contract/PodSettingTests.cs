using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.Node;
using Paxos.Node.Settings;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Schema;
using Paxos.Operator.Api.Yaml;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Tests.Objects;

namespace Paxos.Operator.Tests.Contract;

/// <summary>Pods give nodes settings that these take, and every field of the resource means something to somebody.</summary>
public sealed class PodSettingTests
{
    /// <summary>Fields that change no object: Swarm's own, what only lifts a rule, and what the planner heeds.</summary>
    private static readonly string[] NotInObjects =
    [
        "spec.publish.webFrom", "spec.publish.clientFrom", "spec.publish.mode", "spec.publish.endpointMode", "spec.swarm.encryptNetwork",
        "spec.acceptors.allowEven", "spec.paused",
    ];

    public static TheoryData<string> Names => ResourceCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_pod_has_settings_that_the_node_takes_and_means_what_the_resource_says(string name)
    {
        var cluster = ResourceCase.Read(name);
        var workloads = DesiredObjects.Of(cluster).OfType<V1StatefulSet>().ToDictionary(workload => workload.Metadata.Name);

        foreach (var slot in NodeSlot.All(cluster))
        {
            var container = workloads[slot.Workload].Spec.Template.Spec.Containers[0];
            var environment = Environment(container, slot);
            var arguments = container.Args.Select(text => Expanded(text, environment)).ToList();
            var settings = environment.Where(pair => pair.Key.StartsWith("PAXOS_", StringComparison.Ordinal)).ToDictionary();

            var options = NodeOptionsReader.Read(arguments, settings, out var mistakes);

            Assert.Empty(mistakes);
            Assert.Equal(slot.Name, options!.Name);
            Assert.Equal(slot.Role, NodeOptions.NameOf(Assert.Single(options.Roles)));
            Assert.Equal($"{slot.Pod}.{cluster.Metadata.Name}-peers:7000", options.PeerAddress);
            Assert.Equal(cluster.Spec.Acceptors.Replicas, options.Acceptors.Count);
            Assert.Equal(slot.HasDisk ? "/data" : null, options.Data);
            Assert.Equal(cluster.Spec.Consensus.HeartbeatMilliseconds, options.Protocol.HeartbeatMilliseconds);
            Assert.Equal(cluster.Spec.Logging.Format, options.LogFormat.ToString(), ignoreCase: true);
            if (slot.IsAcceptor)
            {
                Assert.Equal(options.PeerAddress, options.Acceptors.Single(acceptor => acceptor.Name == slot.Name).Address);
            }
        }
    }

    [Fact]
    public void Probes_ask_what_the_node_answers()
    {
        foreach (var workload in DesiredObjects.Of(ResourceCase.Read("minimal")).OfType<V1StatefulSet>())
        {
            var container = workload.Spec.Template.Spec.Containers[0];

            Assert.Equal(NodeCheck.PathFor([NodeCheck.Live]), container.LivenessProbe.HttpGet.Path);
            Assert.Equal(NodeCheck.PathFor([NodeCheck.Live]), container.StartupProbe.HttpGet.Path);
            Assert.Equal(NodeCheck.PathFor([NodeCheck.Ready]), container.ReadinessProbe.HttpGet.Path);
            Assert.Contains(container.Ports, port => port.Name == "web" && port.ContainerPort == NodeImage.WebPort);
        }
    }

    [Fact]
    public void Every_field_of_the_spec_changes_an_object_or_is_named_here()
    {
        var everything = ClusterWriter.ToJson(ResourceCase.Read("everything"));
        var before = Yaml(everything);

        var silent = ObjectSchema.Cluster.Leaves()
            .Where(leaf => leaf.Path.StartsWith("spec.", StringComparison.Ordinal) && !NotInObjects.Contains(leaf.Path))
            .Where(leaf => Yaml(Changed(everything, leaf.Path, leaf.Field)) == before)
            .Select(leaf => leaf.Path);

        Assert.Empty(silent);
    }

    private static JsonObject Changed(JsonObject cluster, string path, FieldSchema field)
    {
        var changed = cluster.DeepClone().AsObject();
        var names = path.Split('.');
        var owner = names[..^1].Aggregate(changed, (node, name) => node[name]!.AsObject());
        if (field.Name == "version")
        {
            owner[field.Name] = "9.9.9";
        }
        else if (field.IsRequired)
        {
            owner[field.Name] = field.Type == FieldType.Quantity ? "99Gi" : "another";
        }
        else
        {
            owner.Remove(field.Name);
        }

        return changed;
    }

    // Without the rules between fields: half a change may break one.
    private static string Yaml(JsonObject cluster)
    {
        var binder = new FieldBinder();
        var bound = binder.Bind((DocumentMapping)DocumentParser.Parse(cluster.ToJsonString()).Single());
        Assert.Empty(binder.Findings);
        return DesiredObjects.ToYaml(DesiredObjects.Of(bound with { Metadata = bound.Metadata with { Uid = "u" } }));
    }

    private static Dictionary<string, string> Environment(V1Container container, NodeSlot slot)
    {
        var environment = new Dictionary<string, string>();
        foreach (var variable in container.Env)
        {
            environment[variable.Name] = variable.ValueFrom?.FieldRef.FieldPath switch
            {
                null => Expanded(variable.Value, environment),
                "metadata.name" => slot.Pod,
                "metadata.labels['apps.kubernetes.io/pod-index']" => slot.Pod[(slot.Pod.LastIndexOf('-') + 1)..],
                var other => throw new InvalidOperationException(other),
            };
        }

        return environment;
    }

    // As a kubelet does: a variable that stands before.
    private static string Expanded(string text, Dictionary<string, string> environment) =>
        environment.Aggregate(text, (result, pair) => result.Replace($"$({pair.Key})", pair.Value, StringComparison.Ordinal));
}
