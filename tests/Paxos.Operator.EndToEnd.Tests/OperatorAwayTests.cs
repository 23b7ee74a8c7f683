using System.Diagnostics;
using Paxos.Operator.EndToEnd.Tests.Clusters;
using Paxos.Operator.EndToEnd.Tests.Sites;

namespace Paxos.Operator.EndToEnd.Tests;

/// <summary>
/// Operators that come and go, and an API server that does. These tests end processes, so they make their own site and have nothing to say
/// of a Kubernetes that is given.
/// </summary>
public sealed class OperatorAwayTests : IAsyncLifetime
{
    private const string Name = "orders";
    private const int PodsMax = 6;

    /// <summary>The lease's own times, of a program whose clock is the machine's: see OperatorSettings.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2.4);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>What a busy machine may add.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private LocalSite? site;

    public async Task InitializeAsync() => site = Site.IsGiven ? null : await LocalSite.StartAsync(PodsMax);

    public async Task DisposeAsync()
    {
        if (site is not null)
        {
            await site.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_second_operator_takes_over_at_once_after_SIGTERM_and_within_the_lease_after_SIGKILL()
    {
        if (site is null)
        {
            return;
        }

        await UntilHolderAsync("first");
        var second = site.StartOperator("second");
        await using var cluster = await ReadyAsync();
        Assert.Equal("first", await HolderAsync());

        var clock = Stopwatch.StartNew();
        Assert.True(await site.Operator.TerminateAsync() == 0, await site.LogAsync("default"));
        await UntilHolderAsync("second");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Retry + Slack);
        await MendsAsync(cluster);

        site.StartOperator("third");
        clock.Restart();
        await second.KillAsync();
        await UntilHolderAsync("third");
        Assert.InRange(clock.Elapsed, Lease - Retry - Retry, Lease + Retry + Slack);
        await MendsAsync(cluster);
    }

    [Fact]
    public async Task Nodes_answer_and_pods_come_back_while_operator_and_API_server_are_away_and_what_broke_meanwhile_is_mended()
    {
        if (site is null)
        {
            return;
        }

        await using var cluster = await ReadyAsync();
        await using var writer = await Writer.StartAsync(cluster, "away");
        await site.Operator.KillAsync();

        // A lost pod is Kubernetes' own concern.
        var before = (await cluster.PodsAsync()).First(pod => pod.Role == "acceptor");
        await cluster.KubectlAsync("delete", "pod", before.Name);
        await cluster.EventuallyAsync("the acceptor's pod is back", async () =>
            (await cluster.PodsAsync()).Any(pod => pod.Name == before.Name && pod.Uid != before.Uid && pod.IsReady));

        // An operator without a server cannot keep its lease: it ends, and the next one waits for the server.
        await cluster.KubectlAsync("delete", "svc", $"{Name}-client");
        var next = site.StartOperator("next");
        await UntilHolderAsync("next");
        await site.Server.StopListeningAsync();
        Assert.Equal(OperatorProcess.LostExitCode, await next.Ended.WaitAsync(Lease + Slack));
        site.StartOperator("last");
        var written = writer.Acknowledged.Count;
        await cluster.EventuallyAsync("writes go on", () => Task.FromResult(writer.Acknowledged.Count > written + 10));
        await site.Server.ListenAsync();

        await UntilHolderAsync("last");
        await cluster.EventuallyAsync("the service is back", async () =>
            (await cluster.TryKubectlAsync(null, "get", "svc", $"{Name}-client")).Code == 0);
        await cluster.UntilReadyAsync();
        await writer.StopAsync();
        Assert.Empty(writer.Failed);
        Assert.Equal(writer.Acknowledged, await writer.ReadBackAsync());
    }

    private async Task<TestCluster> ReadyAsync()
    {
        var cluster = await TestCluster.InNewNamespaceAsync(site!, Name);
        await cluster.ApplyAsync(Manifests.Small(Name, site!.Versions, acceptors: 3));
        await cluster.UntilReadyAsync();
        return cluster;
    }

    // The one that leads works.
    private static async Task MendsAsync(TestCluster cluster)
    {
        await cluster.KubectlAsync("delete", "svc", $"{Name}-client");
        await cluster.EventuallyAsync("the service is back", async () =>
            (await cluster.TryKubectlAsync(null, "get", "svc", $"{Name}-client")).Code == 0);
    }

    private async Task<string> HolderAsync() => (await site!.Kubectl.TryAsync(
        null, "get", "lease", "paxos-operator", "-n", "default", "-o", "jsonpath={.spec.holderIdentity}")).Text;

    private async Task UntilHolderAsync(string identity)
    {
        var clock = Stopwatch.StartNew();
        for (var holder = await HolderAsync(); holder != identity; holder = await HolderAsync())
        {
            var isInTime = clock.Elapsed < Lease + Retry + Slack;
            Assert.True(isInTime, $"{holder} holds the lease, and not {identity}.\n{await site!.LogAsync("default")}");
            await Task.Delay(LookInterval);
        }
    }
}
