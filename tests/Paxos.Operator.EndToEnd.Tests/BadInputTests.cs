using Paxos.Operator.EndToEnd.Tests.Clusters;
using Paxos.Operator.EndToEnd.Tests.Sites;

namespace Paxos.Operator.EndToEnd.Tests;

/// <summary>What people get wrong, or what breaks under a cluster: each is told by a condition and an event, with the next step.</summary>
public sealed class BadInputTests(SiteFixture fixture) : IClassFixture<SiteFixture>
{
    private const string Name = "orders";

    private readonly Site? site = fixture.Site;

    private NodeVersions Versions => site!.Versions;

    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_told_and_mended_by_the_field()
    {
        if (site is null)
        {
            return;
        }

        await using var cluster = await TestCluster.InNewNamespaceAsync(site, Name);
        await cluster.ApplyAsync(Manifests.Small(Name, Versions, NodeVersions.Missing));

        const string Next = "Put spec.image or spec.version right; the pod is then replaced first.";
        Assert.Contains(Next, await cluster.UntilConditionAsync("Degraded", "True", "ImageNotPulled"), StringComparison.Ordinal);
        await cluster.UntilEventAsync("Warning", "ImageNotPulled", Next);

        await cluster.PatchAsync($$"""{"version": "{{Versions.First}}"}""");
        await cluster.UntilReadyAsync();
    }

    [Fact]
    public async Task A_version_that_crashes_stops_its_roll_and_another_edit_meanwhile_mends_it()
    {
        if (site?.Versions.Crashing is not { } crashing)
        {
            return;
        }

        await using var cluster = await ReadyAsync();
        var before = await cluster.PodsAsync();

        await cluster.PatchAsync($$"""{"version": "{{crashing}}"}""");
        var message = await cluster.UntilConditionAsync("Degraded", "True", "PodCrashes");
        Assert.Contains($"learner1 crashes: kubectl logs {Name}-learner-1 --previous tells why.", message, StringComparison.Ordinal);
        await cluster.UntilEventAsync("Warning", "PodCrashes", "Take the last change of the spec back");
        var meanwhile = await cluster.PodsAsync();
        Assert.Equal(
            before.Where(pod => pod.Role != "learner").Select(pod => pod.Uid).Order(),
            meanwhile.Where(pod => pod.Role != "learner").Select(pod => pod.Uid).Order());

        // Neither the old version nor the one that is being rolled to.
        await cluster.PatchAsync($$"""{"version": "{{Versions.Second}}"}""");
        await cluster.UntilReadyAsync();
        Assert.All(await cluster.PodsAsync(), pod => Assert.EndsWith($":{Versions.Second}", pod.Image, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_claim_of_an_acceptor_degrades_the_cluster_which_goes_on_without_an_empty_disk()
    {
        if (site is null)
        {
            return;
        }

        await using var cluster = await ReadyAsync(acceptors: 3);
        const string Claim = $"{Name}-acceptor3-g1";

        await cluster.KubectlAsync("delete", "pvc", Claim, "--wait=false");
        Assert.Contains(
            $"The claim {Claim} of acceptor3 is being deleted, and goes as soon as its pod stops.",
            await cluster.UntilConditionAsync("Degraded", "True", "VolumeLost"), StringComparison.Ordinal);

        await cluster.KubectlAsync("delete", "pod", $"{Name}-acceptor3-0");
        await cluster.UntilAsync("the claim is told to be gone", resource =>
            ((string)TestCluster.Condition(resource, "Degraded")!["message"]!).Contains(
                $"The claim {Claim} of acceptor3 is gone. Its votes are lost with it, and the cluster goes on", StringComparison.Ordinal));
        await cluster.UntilEventAsync("Warning", "VolumeLost", "Put the volume back under this name");

        await using var writer = await Writer.StartAsync(cluster, "lost");
        await cluster.EventuallyAsync("ten writes are acknowledged", () => Task.FromResult(writer.Acknowledged.Count >= 10));
        await writer.StopAsync();
        Assert.Empty(writer.Failed);
        Assert.DoesNotContain(await cluster.ClaimsAsync(), claim => claim.StartsWith(Claim, StringComparison.Ordinal));
        Assert.Equal("True", (string?)TestCluster.Condition((await cluster.FindAsync())!, "QuorumAvailable")!["status"]);
    }

    [Fact]
    public async Task A_quota_of_nothing_is_told_whether_it_refuses_the_operator_or_the_pods()
    {
        if (site is null)
        {
            return;
        }

        await using var cluster = await TestCluster.InNewNamespaceAsync(site, Name);
        await cluster.ApplyAsync(Manifests.Quota(pods: 0, claims: 0));
        await cluster.ApplyAsync(Manifests.Small(Name, Versions));

        // The operator itself is refused: what the server says is what a person needs.
        await cluster.UntilEventAsync("Warning", "ActionFailed", "exceeded quota: none");
        await cluster.UntilAsync("the refusal is in the status", resource => TestCluster.Condition(resource, "Ready") is { } ready
            && (string?)ready["status"] == "False"
            && ((string)ready["message"]!).Contains("exceeded quota: none", StringComparison.Ordinal));

        await cluster.ApplyAsync(Manifests.Quota(pods: 0, claims: 9));
        await cluster.UntilAsync("the missing pods are told", resource => TestCluster.Condition(resource, "Ready") is { } ready
            && ((string)ready["message"]!).Contains(
                $"has no pod. kubectl describe statefulset {Name}-", StringComparison.Ordinal));
        await cluster.UntilEventAsync("Normal", "PodMissing", "tells why, such as a quota.");

        await cluster.KubectlAsync("delete", "quota", "none");
        await cluster.UntilReadyAsync();
    }

    [Fact]
    public async Task A_missing_storage_class_is_told_with_the_claim_that_waits_for_it()
    {
        if (site is null)
        {
            return;
        }

        var storage = $"missing-{Guid.NewGuid():N}";
        await using var cluster = await TestCluster.InNewNamespaceAsync(site, Name);
        await cluster.ApplyAsync(Manifests.Small(Name, Versions, storageClass: storage));

        const string Next = $"kubectl describe pvc {Name}-acceptor1-g1 tells why, such as a storage class that does not exist.";
        await cluster.UntilAsync("the claim is told", resource => TestCluster.Condition(resource, "Ready") is { } ready
            && ((string)ready["message"]!).Contains(Next, StringComparison.Ordinal));
        await cluster.UntilEventAsync("Normal", "ClaimNotBound", Next);
    }

    [Fact]
    public async Task A_resource_that_is_deleted_while_it_forms_leaves_only_claims_and_forms_when_it_is_made_again()
    {
        if (site is null)
        {
            return;
        }

        await using var cluster = await TestCluster.InNewNamespaceAsync(site, Name);
        await cluster.ApplyAsync(Manifests.Small(Name, Versions));
        await cluster.EventuallyAsync("pods are made", async () => (await cluster.PodsAsync()).Count > 0);

        await cluster.KubectlAsync("delete", "pxc", Name);
        await cluster.EventuallyAsync("only claims are left", async () =>
            await cluster.KubectlAsync("get", "pods,sts,svc,pdb,netpol", "-l", $"paxos.dev/cluster={Name}", "-o", "name") == "");

        await cluster.ApplyAsync(Manifests.Small(Name, Versions));
        await cluster.UntilReadyAsync();
    }

    [Fact]
    public async Task A_name_of_forty_characters_works_and_a_longer_one_is_refused_with_the_rule()
    {
        if (site is null)
        {
            return;
        }

        var longest = new string('a', 40);
        await using var cluster = await TestCluster.InNewNamespaceAsync(site, longest);
        await cluster.ApplyAsync(Manifests.Small(longest, Versions));
        await cluster.UntilReadyAsync();

        // A server that runs the rules refuses it at once; the others leave that to the operator.
        const string Rule = "at most 40 characters";
        var tooLong = longest + "b";
        var (code, text) = await cluster.TryKubectlAsync(Manifests.Small(tooLong, Versions), "apply", "-f", "-");
        if (code != 0)
        {
            Assert.Contains(Rule, text, StringComparison.Ordinal);
            return;
        }

        await cluster.KubectlAsync("wait", "--for=condition=Stalled", $"pxc/{tooLong}", "--timeout=60s");
        var shown = await cluster.KubectlAsync("describe", "pxc", tooLong);
        Assert.Contains("SpecRefused", shown, StringComparison.Ordinal);
        Assert.Contains(Rule, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(tooLong, await cluster.KubectlAsync("get", "pods,sts,svc", "-o", "name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_cluster_is_left_as_it_is_and_its_changes_are_made_afterwards()
    {
        if (site is null)
        {
            return;
        }

        await using var cluster = await ReadyAsync();
        var before = await cluster.PodsAsync();

        await cluster.PatchAsync("""{"paused": true, "clients": {"resources": {"limits": {"memory": "300Mi"}}}}""");
        Assert.Contains(
            "spec.paused is true: nothing is changed. 1 changes wait for its end.",
            await cluster.UntilConditionAsync("Paused", "True", "SpecPaused"), StringComparison.Ordinal);
        await cluster.UntilEventAsync("Normal", "SpecPaused", "spec.paused is true");
        Assert.Equal("Paused", (string?)(await cluster.FindAsync())!["status"]!["phase"]);
        Assert.Equal(before.Select(pod => pod.Uid), (await cluster.PodsAsync()).Select(pod => pod.Uid));

        await cluster.PatchAsync("""{"paused": false}""");
        await cluster.UntilReadyAsync();
        var after = await cluster.PodsAsync();
        Assert.Equal("client", Assert.Single(after, pod => before.All(known => known.Uid != pod.Uid)).Role);
    }

    private async Task<TestCluster> ReadyAsync(int acceptors = 1)
    {
        var cluster = await TestCluster.InNewNamespaceAsync(site!, Name);
        await cluster.ApplyAsync(Manifests.Small(Name, Versions, acceptors: acceptors));
        await cluster.UntilReadyAsync();
        return cluster;
    }
}
