using System.Diagnostics;
using System.Text.Json.Nodes;
using Paxos.Operator.EndToEnd.Tests.Sites;

namespace Paxos.Operator.EndToEnd.Tests.Clusters;

/// <summary>One PaxosCluster in a namespace of its own, as kubectl shows it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>How long a cluster may take for anything; a quiet machine needs a tenth of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Site site;

    private TestCluster(Site site, string space, string name) => (this.site, Space, Name) = (site, space, name);

    /// <summary>Its namespace.</summary>
    public string Space { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Makes the namespace; the cluster itself is not applied yet.</summary>
    public static async Task<TestCluster> InNewNamespaceAsync(Site site, string name)
    {
        var space = $"paxos-test-{Guid.NewGuid().ToString("N")[..8]}";
        await site.Kubectl.RunAsync("create", "namespace", space);
        return new TestCluster(site, space, name);
    }

    /// <summary>Runs kubectl in the namespace; it must succeed.</summary>
    public Task<string> KubectlAsync(params string[] arguments) => site.Kubectl.RunAsync(["-n", Space, .. arguments]);

    /// <summary>Runs kubectl in the namespace; it may fail.</summary>
    public Task<(int Code, string Text)> TryKubectlAsync(string? input, params string[] arguments) =>
        site.Kubectl.TryAsync(input, ["-n", Space, .. arguments]);

    /// <summary>Applies a manifest as a person would.</summary>
    public async Task ApplyAsync(string manifest)
    {
        var (code, text) = await TryKubectlAsync(manifest, "apply", "-f", "-");
        Assert.True(code == 0, $"kubectl apply ended with {code}: {text}");
    }

    /// <summary>Changes fields of the resource.</summary>
    public Task PatchAsync(string spec) => KubectlAsync("patch", "pxc", Name, "--type", "merge", "-p", $$"""{"spec": {{spec}}}""");

    /// <summary>Waits until it is as it is wanted, for the newest generation.</summary>
    public Task<JsonObject> UntilReadyAsync() => UntilAsync("Ready", resource => Is(resource, "Ready"));

    /// <summary>Waits until a condition of the newest generation has a status and a reason.</summary>
    /// <returns>Its message.</returns>
    public async Task<string> UntilConditionAsync(string type, string status, string reason)
    {
        var resource = await UntilAsync($"{type}={status} because of {reason}", resource =>
            Condition(resource, type) is { } found && (string?)found["status"] == status && (string?)found["reason"] == reason);
        return (string)Condition(resource, type)!["message"]!;
    }

    /// <summary>Looks again and again until the resource is as it should be.</summary>
    public async Task<JsonObject> UntilAsync(string what, Func<JsonObject, bool> holds)
    {
        JsonObject? last = null;
        await EventuallyAsync(what, async () => (last = await FindAsync()) is not null && holds(last));
        return last!;
    }

    /// <summary>Looks again and again until something holds.</summary>
    /// <exception cref="TimeoutException">It does not in time; the text says how everything is.</exception>
    public async Task EventuallyAsync(string what, Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}.\n{await EvidenceAsync()}");
            }

            await Task.Delay(LookInterval);
        }
    }

    /// <summary>The resource; null when there is none, or no server answers.</summary>
    public async Task<JsonObject?> FindAsync()
    {
        var (code, text) = await TryKubectlAsync(null, "get", "pxc", Name, "-o", "json");
        return code == 0 ? JsonNode.Parse(text)!.AsObject() : null;
    }

    /// <summary>The pods that are there, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<TestPod>> PodsAsync() =>
        [.. (await ItemsAsync("pods")).Select(item => new TestPod(item)).OrderBy(pod => pod.Created).ThenBy(pod => pod.Name)];

    /// <summary>The names of the claims.</summary>
    public async Task<IReadOnlyList<string>> ClaimsAsync() =>
        [.. (await ItemsAsync("pvc")).Select(claim => $"{claim["metadata"]!["name"]} {claim["metadata"]!["uid"]}").Order()];

    /// <summary>Waits until an event of the cluster has a reason and says something.</summary>
    public Task UntilEventAsync(string type, string reason, string words) => EventuallyAsync(
        $"an event {type} {reason} that says '{words}'",
        async () => (await ItemsAsync("events")).Any(found =>
            (string?)found["involvedObject"]!["name"] == Name && (string?)found["type"] == type && (string?)found["reason"] == reason
            && ((string)found["message"]!).Contains(words, StringComparison.Ordinal)));

    /// <summary>Addresses of the client nodes that are ready, for applications; none when no server answers.</summary>
    public async Task<IReadOnlyList<string>> ClientsAsync()
    {
        var labels = $"paxos.dev/cluster={Name},paxos.dev/role=client";
        var (code, text) = await TryKubectlAsync(null, "get", "pods", "-l", labels, "-o", "json");
        return code != 0 ? [] :
        [
            .. JsonNode.Parse(text)!["items"]!.AsArray().Select(item => new TestPod(item!.AsObject()))
                .Where(pod => pod.IsReady)
                .Select(pod => pod.Address),
        ];
    }

    /// <summary>A condition of the newest generation; null when it is not there.</summary>
    public static JsonObject? Condition(JsonObject resource, string type) => (resource["status"]?["conditions"] as JsonArray ?? [])
        .OfType<JsonObject>()
        .FirstOrDefault(condition => (string?)condition["type"] == type
            && condition["observedGeneration"]?.ToString() == resource["metadata"]!["generation"]!.ToString());

    /// <summary>Whether a condition of the newest generation is true.</summary>
    public static bool Is(JsonObject resource, string type) => (string?)Condition(resource, type)?["status"] == "True";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await site.Kubectl.TryAsync(null, "delete", "namespace", Space, "--wait=false");

    private async Task<IEnumerable<JsonObject>> ItemsAsync(string kind) =>
        JsonNode.Parse(await KubectlAsync("get", kind, "-o", "json"))!["items"]!.AsArray().Select(item => item!.AsObject());

    private async Task<string> EvidenceAsync()
    {
        var (_, resource) = await TryKubectlAsync(null, "get", "pxc", "-o", "yaml");
        var (_, objects) = await TryKubectlAsync(null, "get", "pods,pvc,sts,events", "-o", "wide");
        return $"{resource}\n{objects}\n{await site.LogAsync(Space)}";
    }
}
