using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paxos.ApiServer;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Api.Yaml;
using Paxos.Operator.Clusters;

namespace Paxos.Operator.Runtime.Tests.Clusters;

/// <summary>An API server with the custom resource definition, staged nodes, and operators that come and go.</summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly ManualTime time = new();
    private IHost? running;

    private ClusterWorld(LoopbackApiServer server, StagedNodes nodes) => (Server, Nodes) = (server, nodes);

    /// <summary>The server.</summary>
    public LoopbackApiServer Server { get; }

    /// <summary>The nodes.</summary>
    public StagedNodes Nodes { get; }

    /// <summary>Starts the server; no operator yet.</summary>
    public static async Task<ClusterWorld> StartAsync(int acceptors = 3)
    {
        var nodes = new StagedNodes(acceptors);
        var server = await LoopbackApiServer.StartAsync(new ServerSettings { Pods = nodes });
        server.Writer.Create(BuiltIns.CustomResourceDefinition, "", ClusterDefinition.ToJson(), new WriteOptions());
        return new ClusterWorld(server, nodes);
    }

    /// <summary>Applies a sample as a person would.</summary>
    public void Apply(string sample, Func<ClusterSpec, ClusterSpec>? change = null)
    {
        var cluster = ClusterReader.Read(File.ReadAllText(Path.Combine(Repository.Root, "manifests", "samples", sample))).Cluster!;
        var body = ClusterWriter.ToJson(cluster with { Spec = change?.Invoke(cluster.Spec) ?? cluster.Spec });
        Server.Writer.Patch(
            Type, KeyOf(cluster.Metadata.Name), "application/apply-patch+yaml", body, new WriteOptions { Manager = "person" });
    }

    /// <summary>The resource as the server has it; null when it is gone.</summary>
    public JsonObject? Find(string name) => Server.Store.Find(Type, KeyOf(name));

    /// <summary>Deletes it.</summary>
    public void Delete(string name) => Server.Writer.Delete(Type, KeyOf(name), new DeleteOptions());

    /// <summary>Starts an operator.</summary>
    public async Task StartOperatorAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<INodeProbe>(Nodes);
        builder.Services.AddClusters(
            new KubernetesClientConfiguration { Host = Server.Address.ToString() },
            TestOperator.Settings with
            {
                // Nothing of this is tested here, and time flies while the network does not.
                RequestTimeout = TimeSpan.FromDays(30),
                ReconciliationTimeout = TimeSpan.FromDays(20),
                WatchIdleMax = TimeSpan.FromDays(30),
            });
        running = builder.Build();
        await running.StartAsync();
    }

    /// <summary>Ends the operator, in the middle of whatever it does.</summary>
    public async Task StopOperatorAsync()
    {
        if (running is not null)
        {
            await running.StopAsync();
            await ((IAsyncDisposable)running).DisposeAsync();
            running = null;
        }
    }

    /// <summary>Lets time pass until a resource is as it should be; when an operator dies meanwhile, another one follows.</summary>
    public async Task UntilAsync(string name, Func<JsonObject, bool> holds, Task? died = null)
    {
        while (true)
        {
            var reached = ReachedAsync(() => Find(name) is { } resource && holds(resource));
            await time.RunUntilAsync(Task.WhenAny(reached, died ?? reached), Step);
            if (reached.IsCompleted)
            {
                await reached;
                return;
            }

            died = null;
            await StopOperatorAsync();
            Server.Faults.Clear();
            await StartOperatorAsync();
        }
    }

    /// <summary>Lets the operator look so many times.</summary>
    public async Task PassesAsync(int times)
    {
        var until = Nodes.Asked + times;
        await time.RunUntilAsync(Nodes.AskedAsync(until), Step);
    }

    /// <summary>Lets the operator's writes fail after so many, as when its process has died.</summary>
    /// <returns>Ends when it has.</returns>
    public Task DieAfter(int writes)
    {
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        Server.Faults.Answer(
            request =>
            {
                if (!request.IsWrite)
                {
                    return false;
                }

                count++;
                WritesOfOperators++;
                if (count > writes)
                {
                    died.TrySetResult();
                }

                return count > writes;
            },
            503,
            int.MaxValue);
        return died.Task;
    }

    /// <summary>Writes that operators asked for, as far as <see cref="DieAfter"/> counts.</summary>
    public int WritesOfOperators { get; private set; }

    /// <summary>An object of the cluster itself; null when there is none.</summary>
    public JsonObject? FindObject(ResourceType type, string name) => Server.Store.Find(type, KeyOf(name));

    /// <summary>Deletes an object as a person would.</summary>
    public void DeleteObject(ResourceType type, string name) => Server.Writer.Delete(type, KeyOf(name), new DeleteOptions());

    /// <summary>The names of a kind's objects.</summary>
    public IReadOnlyList<string> Names(ResourceType type) =>
        [.. Server.Store.List(type, "default").Objects.Select(one => (string)one["metadata"]!["name"]!)];

    /// <summary>Ends when no object of a kind is left.</summary>
    public Task GoneAsync(ResourceType type) => ReachedAsync(() => Names(type).Count == 0);

    /// <summary>Ends when an event of a reason says something.</summary>
    public Task EventAsync(string reason, string words) => ReachedAsync(() => Server.Store.List(Core("events"), "default").Objects
        .Any(one => (string?)one["reason"] == reason && ((string)one["message"]!).Contains(words, StringComparison.Ordinal)));

    /// <summary>Makes a service that is somebody's.</summary>
    public void MakeService(string name, string owner) => Server.Writer.Create(Core("services"), "default", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["owner"] = owner } },
        ["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 1 }) },
    }, new WriteOptions());

    /// <summary>Whose a service is.</summary>
    public string? OwnerOf(string service) => (string?)FindObject(Core("services"), service)!["metadata"]!["labels"]!["owner"];

    /// <summary>The images of the pods.</summary>
    public IEnumerable<string> Images => Server.Store.List(BuiltIns.Pod, "default").Objects
        .Select(pod => (string)pod["spec"]!["containers"]![0]!["image"]!);

    /// <summary>What the operator made, without identities, which differ from run to run.</summary>
    public IReadOnlyList<string> Objects() =>
    [
        .. new[] { BuiltIns.StatefulSet, Core("services"), Core("serviceaccounts"), BuiltIns.PersistentVolumeClaim }
            .SelectMany(type => Server.Store.List(type, "default").Objects)
            .Select(one => $"{one["kind"]} {one["metadata"]!["name"]} {one["metadata"]!["labels"]?.ToJsonString()} "
                + one["spec"]?["template"]?.ToJsonString()),
    ];

    /// <summary>Lets time pass until a task has ended.</summary>
    public Task RunUntilAsync(Task task) => time.RunUntilAsync(task, Step);

    /// <summary>Whether a condition is true of the newest generation.</summary>
    public static bool Is(JsonObject resource, string condition) =>
        (resource["status"]?["conditions"] as JsonArray ?? []).Any(one =>
            (string?)one!["type"] == condition && (string?)one["status"] == "True"
            && one["observedGeneration"]?.ToString() == resource["metadata"]!["generation"]!.ToString());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        await Server.DisposeAsync();
    }

    /// <summary>A kind of the core group.</summary>
    public ResourceType Core(string plural) => Server.Writer.Catalog.Find("", "v1", plural)!;

    private async Task ReachedAsync(Func<bool> holds)
    {
        while (true)
        {
            var change = Server.Store.NextChange;
            if (holds())
            {
                return;
            }

            await change.WaitAsync(TestOperator.Patience);
        }
    }

    private static ApiServer.Storage.ObjectKey KeyOf(string name) => new("default", name);

    private ResourceType Type => Server.Writer.Catalog.Find("paxos.dev", "v1alpha1", "paxosclusters")!;
}
