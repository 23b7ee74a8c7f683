using System.Reflection;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.ApiServer;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;
using Paxos.ApiServer.Writing;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Yaml;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Tests.Planning;

namespace Paxos.Operator.Tests.Cli;

/// <summary>
/// An API server that has a cluster as a world of the planner's tests left it: the resource, the status that the planner finds, objects, an
/// operator. Its clock stands still.
/// </summary>
internal sealed class StagedCluster : IAsyncDisposable
{
    /// <summary>Where the resource is.</summary>
    public const string Space = "prod";

    private const string Apply = "application/apply-patch+yaml";

    private readonly string home = Directory.CreateTempSubdirectory("paxos-status-").FullName;

    private StagedCluster(LoopbackApiServer server, DateTimeOffset now) => (Server, Now) = (server, now);

    /// <summary>The server.</summary>
    public LoopbackApiServer Server { get; }

    /// <summary>When it is for whoever looks.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>A kubeconfig that names the server.</summary>
    public string Kubeconfig => Path.Combine(home, "kubeconfig");

    /// <summary>A folder that goes with the server.</summary>
    public string Folder => home;

    /// <summary>The kind.</summary>
    public ResourceType Clusters => Server.Writer.Catalog.Find("paxos.dev", "v1alpha1", "paxosclusters")!;

    /// <summary>Starts a server with the definition and the namespace, and nothing else.</summary>
    public static async Task<StagedCluster> StartAsync(DateTimeOffset? now = null)
    {
        var moment = now ?? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var server = await LoopbackApiServer.StartAsync(new ServerSettings { Time = new StoppedTime(moment - TimeSpan.FromHours(2)) });
        var staged = new StagedCluster(server, moment);
        server.Writer.Create(BuiltIns.CustomResourceDefinition, "", ClusterDefinition.ToJson(), new WriteOptions());
        var space = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Space } };
        server.Writer.Create(BuiltIns.Namespace, "", space, new WriteOptions());
        await server.WriteKubeconfigAsync(staged.Kubeconfig);
        return staged;
    }

    /// <summary>A server with what a world has.</summary>
    /// <param name="world">The world.</param>
    /// <param name="hasStatus">Whether an operator has ever looked.</param>
    /// <param name="status">What an operator has said; null for what the planner finds.</param>
    public static async Task<StagedCluster> OfAsync(PlanWorld world, bool hasStatus = true, ClusterStatus? status = null)
    {
        var staged = await StartAsync(world.Now);
        var body = ClusterWriter.ToJson(world.Cluster);
        var made = staged.Server.Writer.Patch(staged.Clusters, staged.Key, Apply, body, new WriteOptions { Manager = "person" });
        if (hasStatus)
        {
            var said = StatusJson.Write(OfGeneration(status ?? world.Status(), (int)made["metadata"]!["generation"]!));
            staged.Server.Writer.Patch(
                staged.Clusters,
                staged.Key,
                Apply,
                new JsonObject
                {
                    ["apiVersion"] = "paxos.dev/v1alpha1",
                    ["kind"] = "PaxosCluster",
                    ["metadata"] = new JsonObject { ["name"] = staged.Key.Name, ["namespace"] = Space },
                    ["status"] = said,
                },
                new WriteOptions { Manager = "paxos-operator", Subresource = "status" });
        }

        return staged;
    }

    /// <summary>Makes the objects that an operator would have made; their pods follow.</summary>
    public async Task MakeObjectsAsync()
    {
        var resource = JsonNode.Parse(Server.Store.Find(Clusters, Key)!.ToJsonString())!.AsObject();
        foreach (var made in DesiredObjects.Of(ApiReader.Read(resource).Cluster))
        {
            var entity = made.GetType().GetCustomAttribute<KubernetesEntityAttribute>()!;
            Server.Writer.Create(
                Server.Writer.Catalog.Find(entity.Group, entity.ApiVersion, entity.PluralName)!,
                Space,
                JsonNode.Parse(KubernetesJson.Serialize(made))!.AsObject(),
                new WriteOptions { Manager = "paxos-operator" });
        }

        await Server.Cluster.RestAsync();
    }

    /// <summary>Installs an operator, with so many pods.</summary>
    public async Task InstallOperatorAsync(int replicas = 1, string watchedNamespace = "")
    {
        var labels = new JsonObject { ["app.kubernetes.io/name"] = "paxos-operator" };
        Server.Writer.Create(BuiltIns.Deployment, "default", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "paxos-operator", ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = labels.DeepClone() },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = new JsonArray(new JsonObject
                        {
                            ["name"] = "operator",
                            ["image"] = "example.com/paxos-operator:0.1.0",
                            ["env"] = new JsonArray(
                                new JsonObject { ["name"] = "WATCH_NAMESPACE", ["value"] = watchedNamespace },
                                new JsonObject { ["name"] = "REGISTRY_TOKEN", ["value"] = "hunter2" }),
                        }),
                    },
                },
            },
        }, new WriteOptions());
        await Server.Cluster.RestAsync();
    }

    /// <summary>Writes an event about the resource, so long ago.</summary>
    public void Tell(string type, string reason, string message, TimeSpan ago, int count = 1)
    {
        var uid = (string?)Server.Store.Find(Clusters, Key)!["metadata"]!["uid"];
        var time = (Now - ago).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        Server.Writer.Create(Server.Writer.Catalog.Find("", "v1", "events")!, Space, new JsonObject
        {
            ["metadata"] = new JsonObject { ["generateName"] = "event-" },
            ["involvedObject"] = new JsonObject { ["kind"] = "PaxosCluster", ["name"] = Key.Name, ["uid"] = uid },
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["count"] = count,
            ["lastTimestamp"] = time,
        }, new WriteOptions());
    }

    /// <summary>Ends when somebody has asked so often for the resource's events, which is the last that a look asks for.</summary>
    public Task LooksAsync(int times)
    {
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.Faults.Answer(
            request =>
            {
                if (request is { Verb: "list", Resource: "events" } && Interlocked.Decrement(ref times) == 0)
                {
                    looked.TrySetResult();
                }

                return false;
            },
            500);
        return looked.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>The resource's key.</summary>
    public ObjectKey Key { get; } = new(Space, "paxos");

    /// <summary>A text without what differs from run to run.</summary>
    public string Steady(string text) => text.Replace(Server.Address.ToString().TrimEnd('/'), "http://server", StringComparison.Ordinal)
        .Replace(home, "HOME", StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }

    private static ClusterStatus OfGeneration(ClusterStatus status, long generation) => status with
    {
        ObservedGeneration = generation,
        Conditions = [.. status.Conditions.Select(condition => condition with { ObservedGeneration = generation })],
    };

    /// <summary>A clock that stands still.</summary>
    internal sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        /// <inheritdoc/>
        public override DateTimeOffset GetUtcNow() => now;
    }
}
