using System.Text.Json.Nodes;
using Paxos.Chaos.Machine;
using Paxos.Operator.EndToEnd.Tests.Clusters;
using Paxos.Operator.EndToEnd.Tests.Sites;

namespace Paxos.Operator.EndToEnd.Tests;

/// <summary>What a newcomer does, from the first <c>kubectl apply</c> to a second one that finds the data of the first.</summary>
public sealed class WholeClusterTests(SiteFixture fixture) : IClassFixture<SiteFixture>
{
    private const string ClientPort = "6001";

    /// <summary>
    /// A roll rests ten seconds after each pod. So usually a change of memory rolls those that have votes and the office;
    /// PAXOS_WHOLE_ROLL=1 in the environment: a new version rolls all ten nodes of the documentation.
    /// </summary>
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("PAXOS_WHOLE_ROLL") == "1";

    /// <summary>In which order roles are rolled.</summary>
    private static readonly string[] Rolled = IsWhole ? ["learner", "acceptor", "proposer", "client"] : ["acceptor", "proposer"];

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
        await RollsAsync(cluster, formed);
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

    // Pods are replaced one at a time, in the order that is safe; never are there fewer votes than a quorum needs.
    private async Task RollsAsync(TestCluster cluster, JsonObject formed)
    {
        var before = (await cluster.PodsAsync()).Select(pod => pod.Uid).ToHashSet();
        var leader = (string)formed["status"]!["leader"]!["name"]!;
        var majority = (Replicas(formed, "acceptors") / 2) + 1;
        var fewest = int.MaxValue;

        await cluster.PatchAsync(Change);
        var rolled = await cluster.UntilAsync("all pods are rolled", resource =>
        {
            fewest = Math.Min(fewest, (int)resource["status"]!["acceptors"]!["voting"]!);
            return TestCluster.Is(resource, "Ready");
        });

        Assert.InRange(fewest, majority, int.MaxValue);
        Assert.Null(rolled["status"]!["rollout"]);
        var replaced = (await cluster.PodsAsync()).Where(pod => !before.Contains(pod.Uid)).ToList();
        Assert.Equal(Rolled.SelectMany(role => Enumerable.Repeat(role, Replicas(formed, $"{role}s"))), replaced.Select(pod => pod.Role));
        Assert.Equal($"{cluster.Name}-{leader.Insert("proposer".Length, "-")}", replaced.Last(pod => pod.Role == "proposer").Name);
        Assert.All(replaced, pod => Assert.EndsWith($":{Wanted}", pod.Image, StringComparison.Ordinal));
    }

    private string Wanted => IsWhole ? site!.Versions.Second : site!.Versions.First;

    private string Change => IsWhole
        ? $$"""{"version": "{{Wanted}}"}"""
        : """
            {"acceptors": {"resources": {"limits": {"memory": "600Mi"}}}, "proposers": {"resources": {"limits": {"memory": "600Mi"}}}}
            """;

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
