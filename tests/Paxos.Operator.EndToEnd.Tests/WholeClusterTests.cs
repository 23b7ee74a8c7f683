using System.Text.Json.Nodes;
using Paxos.Chaos.Machine;
using Paxos.Operator.EndToEnd.Tests.Clusters;
using Paxos.Operator.EndToEnd.Tests.Sites;

namespace Paxos.Operator.EndToEnd.Tests;

/// <summary>What a newcomer does, from the first <c>kubectl apply</c> to a second one that finds the data of the first.</summary>
public sealed class WholeClusterTests(SiteFixture fixture) : IClassFixture<SiteFixture>
{
    private const string ClientPort = "6001";

    /// <summary>PAXOS_WHOLE_ROLL=1 in the environment: all ten nodes of the documentation are rolled, which takes minutes.</summary>
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("PAXOS_WHOLE_ROLL") == "1";

    private readonly Site? site = fixture.Site;

    [Fact]
    public async Task A_sample_serves_rolls_without_a_failed_write_and_finds_its_data_after_it_was_deleted()
    {
        if (site is null)
        {
            return;
        }

        var (file, name) = IsWhole ? ("documented.yaml", "paxos") : ("minimal.yaml", "minimal");
        var manifest = Manifests.Sample(file, site.Versions);
        await using var cluster = await TestCluster.InNewNamespaceAsync(site, name);

        await cluster.ApplyAsync(manifest);
        await cluster.KubectlAsync("wait", "--for=condition=Ready", $"pxc/{name}", "--timeout=170s");
        var formed = await cluster.UntilReadyAsync();
        await ShowsAsync(cluster, formed);
        await StoresAsync(cluster, "novo valor");

        await using var writer = await Writer.StartAsync(cluster, "roll");
        await RollsAsync(cluster, formed, site.Versions);
        await writer.StopAsync();
        Assert.Empty(writer.Failed);
        Assert.NotEmpty(writer.Acknowledged);
        Assert.Equal(writer.Acknowledged, await writer.ReadBackAsync());

        var claims = await cluster.ClaimsAsync();
        await cluster.KubectlAsync("delete", "pxc", name);
        await cluster.EventuallyAsync("no pod is left", async () => (await cluster.PodsAsync()).Count == 0);
        Assert.Equal(claims, await cluster.ClaimsAsync());

        await cluster.ApplyAsync(manifest);
        var found = await cluster.UntilReadyAsync();
        Assert.Equal(ClusterId(formed), ClusterId(found));
        Assert.Equal(claims, await cluster.ClaimsAsync());
        Assert.Equal(writer.Acknowledged, await writer.ReadBackAsync());
        Assert.Contains("novo valor", await PaxosctlAsync(cluster, "read", "--prefix", "--key", "values/"), StringComparison.Ordinal);

        await Rights.CheckAsync(site);
    }

    // What 'kubectl get pxc' shows, and what the status says of each node.
    private static async Task ShowsAsync(TestCluster cluster, JsonObject resource)
    {
        var status = resource["status"]!;
        var leader = (string)status["leader"]!["name"]!;
        var (acceptors, learners) = (Replicas(resource, "acceptors"), Replicas(resource, "learners"));
        var shown = await cluster.KubectlAsync("get", "pxc", cluster.Name);
        Assert.Matches(@"NAME\s+READY\s+LEADER\s+ACCEPTORS\s+LEARNERS\s+VERSION\s+PHASE\s+AGE", shown);
        Assert.Matches($@"{cluster.Name}\s+True\s+{leader}\s+{acceptors}/{acceptors}\s+{learners}/{learners}\s+\S+\s+Ready\s+\d+", shown);

        foreach (var (type, wanted) in new[] { ("Ready", "True"), ("QuorumAvailable", "True"), ("Degraded", "False") })
        {
            Assert.Equal(wanted, (string?)TestCluster.Condition(resource, type)!["status"]);
        }

        Assert.Null(TestCluster.Condition(resource, "Stalled"));
        Assert.Null(TestCluster.Condition(resource, "Reconciling"));
        var pods = (await cluster.PodsAsync()).Select(pod => pod.Name).Order();
        var members = ((JsonArray)status["members"]!).Select(member => member!.AsObject()).ToList();
        Assert.Equal(pods, members.Select(member => (string)member["pod"]!).Order());
        Assert.All(members, member =>
        {
            Assert.Equal("Ready", (string?)member["state"]);
            Assert.True((bool)member["ready"]! && (bool)member["updated"]!);
            var hasDisk = member["diskId"] is not null && member["claimUid"] is not null;
            Assert.Equal((string)member["role"]! is "acceptor" or "learner", hasDisk);
        });
    }

    private static async Task StoresAsync(TestCluster cluster, string value)
    {
        Assert.Matches(@"^Wrote values/\d+ at revision \d+\.", await PaxosctlAsync(cluster, "write", value));
        Assert.Contains(value, await PaxosctlAsync(cluster, "read"), StringComparison.Ordinal);
    }

    // A new version replaces every pod, one at a time, in the order that is safe; never are there fewer votes than a quorum needs.
    private static async Task RollsAsync(TestCluster cluster, JsonObject formed, NodeVersions versions)
    {
        var before = (await cluster.PodsAsync()).Select(pod => pod.Uid).ToHashSet();
        var leader = (string)formed["status"]!["leader"]!["name"]!;
        var majority = (Replicas(formed, "acceptors") / 2) + 1;
        var fewest = int.MaxValue;

        await cluster.PatchAsync($$"""{"version": "{{versions.Second}}"}""");
        var rolled = await cluster.UntilAsync("all pods are rolled", resource =>
        {
            fewest = Math.Min(fewest, (int)resource["status"]!["acceptors"]!["voting"]!);
            return TestCluster.Is(resource, "Ready");
        });

        Assert.InRange(fewest, majority, int.MaxValue);
        Assert.Null(rolled["status"]!["rollout"]);
        var pods = await cluster.PodsAsync();
        Assert.All(pods, pod => Assert.EndsWith($":{versions.Second}", pod.Image, StringComparison.Ordinal));
        Assert.DoesNotContain(pods, pod => before.Contains(pod.Uid));
        string[] order = ["learner", "acceptor", "proposer", "client"];
        Assert.Equal(order.SelectMany(role => Enumerable.Repeat(role, Replicas(formed, $"{role}s"))), pods.Select(pod => pod.Role));
        Assert.Equal($"{cluster.Name}-{leader.Insert("proposer".Length, "-")}", pods.Last(pod => pod.Role == "proposer").Name);
    }

    private static async Task<string> PaxosctlAsync(TestCluster cluster, params string[] verb)
    {
        var client = (await cluster.ClientsAsync())[0];
        var (code, text) = await Shell.TryAsync(Programs.Paxosctl, [client, ClientPort, "--timeout", "20s", .. verb]);
        Assert.True(code == 0, $"paxosctl {string.Join(' ', verb)} ended with {code}: {text}");
        return text;
    }

    private static int Replicas(JsonObject resource, string roles) => (int)resource["spec"]![roles]!["replicas"]!;

    private static string? ClusterId(JsonObject resource) => (string?)resource["status"]!["clusterId"];
}
