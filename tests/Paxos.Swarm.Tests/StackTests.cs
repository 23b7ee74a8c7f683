extern alias node;

using System.Text.Json.Nodes;
using node::Paxos.Node;
using node::Paxos.Node.Settings;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Api.Validation;

namespace Paxos.Swarm.Tests;

/// <summary>What holds of every stack, whatever its resource.</summary>
public sealed class StackTests
{
    public static TheoryData<string> Names => StackCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_service_has_settings_that_the_node_takes_and_means_what_the_resource_says(string name)
    {
        var cluster = new StackCase(name).Read();

        foreach (var (service, body) in Services(cluster))
        {
            var options = NodeOptionsReader.Read(Texts(body["command"]), Environment(body), out var mistakes);

            Assert.Empty(mistakes);
            Assert.Equal(service, options!.Name);
            Assert.Equal(service, NodeOptions.NameOf(Assert.Single(options.Roles)) + service[^1]);
            Assert.Equal($"{service}:7000", options.PeerAddress);
            Assert.Equal(cluster.Spec.Acceptors.Replicas, options.Acceptors.Count);
            Assert.Equal(cluster.Spec.Consensus.HeartbeatMilliseconds, options.Protocol.HeartbeatMilliseconds);
            Assert.Equal(cluster.Spec.Consensus.TrimCopies ?? Math.Min(2, cluster.Spec.Learners.Replicas), options.Protocol.TrimCopies);
            Assert.Equal(cluster.Spec.Gossip.ProbeIntervalMilliseconds, options.Gossip.ProbeIntervalMilliseconds);
            Assert.Equal(cluster.Spec.Logging.Format, options.LogFormat.ToString(), ignoreCase: true);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_health_check_is_one_that_the_node_knows_and_asks_whether_it_lives(string name)
    {
        foreach (var (_, body) in Services(new StackCase(name).Read()))
        {
            var test = Texts(body["healthcheck"]!["test"]);
            var endpoint = NodeOptionsReader.ReadWebEndpoint([], Environment(body), out var mistakes);

            Assert.Equal(["CMD", NodeImage.Program], test[..2]);
            Assert.Equal("/healthz", NodeCheck.PathFor(test[2..]));
            Assert.Empty(mistakes);
            Assert.Equal("127.0.0.1:8000", endpoint!.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_line_shows_the_nodes_own_name_and_nobody_elses(string name)
    {
        foreach (var (service, body) in Services(new StackCase(name).Read()))
        {
            Assert.Equal(["--name", service], Texts(body["command"]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nodes_with_a_disk_have_their_own_volume_and_are_pinned_and_the_others_have_none(string name)
    {
        var cluster = new StackCase(name).Read();
        var volumes = StackGenerator.Generate(cluster).Document!["volumes"]!.AsObject();
        var disks = new List<string>();
        foreach (var (service, body) in Services(cluster))
        {
            var hasDisk = service.StartsWith("acceptor", StringComparison.Ordinal)
                || service.StartsWith("learner", StringComparison.Ordinal);
            var constraints = Texts(body["deploy"]!["placement"]?["constraints"]);
            Assert.Equal(hasDisk, body["volumes"] is not null);
            Assert.Equal(hasDisk, constraints.Any(IsPin));
            if (hasDisk)
            {
                disks.Add((string)body["volumes"]![0]!["source"]!);
            }
        }

        Assert.Equal(disks, volumes.Select(volume => volume.Key));
        Assert.Equal(disks.Count, disks.Distinct().Count());

        bool IsPin(string constraint) => constraint.StartsWith("node.hostname == ", StringComparison.Ordinal)
            || constraint.StartsWith($"node.labels.{cluster.Metadata.Name}.", StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_nodes_are_published_on_the_documented_ports()
    {
        var published = Services(new StackCase("documented").Read())
            .SelectMany(service => service.Body["ports"]!.AsArray()
                .Select(port => (service.Name, (int)port!["target"]!, (int)port["published"]!)));

        Assert.Equal(
            [
                ("proposer1", 8000, 8001), ("proposer2", 8000, 8002), ("proposer3", 8000, 8003),
                ("acceptor1", 8000, 8004), ("acceptor2", 8000, 8005), ("acceptor3", 8000, 8006),
                ("learner1", 8000, 8007), ("learner2", 8000, 8008),
                ("client1", 8000, 8009), ("client1", 6001, 6001), ("client2", 8000, 8010), ("client2", 6001, 6002),
            ],
            published);
    }

    [Theory]
    [InlineData(PublishMode.Host, EndpointMode.DnsRoundRobin, "host", "dnsrr")]
    [InlineData(PublishMode.Host, EndpointMode.VirtualIP, "host", "vip")]
    [InlineData(PublishMode.Ingress, EndpointMode.VirtualIP, "ingress", "vip")]
    public void The_routing_mesh_is_there_for_those_who_want_it(
        PublishMode mode, EndpointMode endpoint, string expectedMode, string expectedEndpoint)
    {
        var cluster = new StackCase("documented").Read();
        var publish = cluster.Spec.Publish with { Mode = mode, EndpointMode = endpoint };
        cluster = cluster with { Spec = cluster.Spec with { Publish = publish } };

        Assert.All(Services(cluster), service =>
        {
            Assert.Equal(expectedMode, (string)service.Body["ports"]![0]!["mode"]!);
            Assert.Equal(expectedEndpoint, (string)service.Body["deploy"]!["endpoint_mode"]!);
        });
    }

    [Fact]
    public void A_change_of_one_role_changes_no_service_of_another()
    {
        var cluster = new StackCase("documented").Read();
        var scaled = cluster with
        {
            Spec = cluster.Spec with
            {
                Clients = cluster.Spec.Clients with { Replicas = 3 },
                Learners = cluster.Spec.Learners with { Replicas = 3 },
                Publish = new PublishSpec(),
            },
        };
        cluster = cluster with { Spec = cluster.Spec with { Publish = new PublishSpec() } };

        var before = Services(cluster).ToDictionary(service => service.Name, service => service.Body.ToJsonString());
        var after = Services(scaled).ToDictionary(service => service.Name, service => service.Body.ToJsonString());

        Assert.Equal(["client3", "learner3"], after.Keys.Except(before.Keys).Order());
        Assert.All(before, service => Assert.Equal(service.Value, after[service.Key]));
    }

    [Fact]
    public void A_dollar_is_doubled_so_that_the_engines_client_leaves_it_alone()
    {
        var cluster = new StackCase("minimal").Read();
        var labels = new Dictionary<string, string> { ["price"] = "a" };
        cluster = cluster with { Spec = cluster.Spec with { PodTemplate = new PodTemplateSpec { Labels = labels } } };
        labels["price"] = "$HOME";

        var service = Services(cluster).First().Body;

        Assert.Equal("$$HOME", (string)service["labels"]!["price"]!);
        Assert.Equal("$$HOME", (string)service["deploy"]!["labels"]!["price"]!);
    }

    [Fact]
    public void A_resource_that_breaks_a_rule_is_no_stack()
    {
        var cluster = new StackCase("minimal").Read();
        cluster = cluster with { Spec = cluster.Spec with { Acceptors = cluster.Spec.Acceptors with { Replicas = 2 } } };

        var failure = Assert.Throws<ArgumentException>(() => StackGenerator.Generate(cluster));

        Assert.Contains("spec.acceptors.replicas must be odd", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spread_acceptors_need_hosts_by_name()
    {
        var cluster = new StackCase("minimal").Read();
        cluster = cluster with { Spec = cluster.Spec with { Placement = new PlacementSpec { AcceptorSpread = Spread.Required } } };

        var stack = StackGenerator.Generate(cluster);

        Assert.Null(stack.Document);
        var error = Assert.Single(stack.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal("swarm-spread", error.Rule);
    }

    [Theory]
    [InlineData("example.com/disk", "nvme")]
    [InlineData("d", "nvme")]
    [InlineData("disk", "")]
    public void A_label_that_Swarm_cannot_ask_for_is_an_error(string key, string value)
    {
        var cluster = new StackCase("minimal").Read();
        var placement = new PlacementSpec { NodeSelector = new Dictionary<string, string> { [key] = value } };
        cluster = cluster with { Spec = cluster.Spec with { Placement = placement } };

        var stack = StackGenerator.Generate(cluster);

        Assert.Null(stack.Document);
        var error = Assert.Single(stack.Findings, finding => finding.Severity == Severity.Error);
        Assert.Contains($"It is '{key}: {value}'.", error.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, JsonObject Body)> Services(PaxosCluster cluster) =>
        StackGenerator.Generate(cluster).Document!["services"]!.AsObject().Select(service => (service.Key, service.Value!.AsObject()));

    private static string[] Texts(JsonNode? array) => [.. array?.AsArray().Select(item => (string)item!) ?? []];

    private static Dictionary<string, string> Environment(JsonObject service) =>
        service["environment"]!.AsObject().ToDictionary(variable => variable.Key, variable => (string)variable.Value!);
}
