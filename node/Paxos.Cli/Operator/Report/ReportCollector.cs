using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.Cli.Operator.Cluster;
using Paxos.Cli.Operator.Status;
using Paxos.Operator.Api;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Report;

/// <summary>Gathers what somebody needs who was not there: the resource, its objects, events and logs, and the operator's.</summary>
/// <param name="api">The server.</param>
/// <param name="bundle">Where it goes.</param>
/// <param name="reader">Reads it.</param>
/// <param name="name">The cluster's name.</param>
internal sealed class ReportCollector(ClusterApi api, ReportBundle bundle, ReportReader reader, string name)
{
    /// <summary>Characters of one log that are kept, the newest: some thousands of lines.</summary>
    private const int LogLengthMax = 1 << 20;

    /// <summary>Lines of one log that are asked for, the newest, which fit into that as a rule.</summary>
    private const int LogLinesMax = 3_000;

    /// <summary>Bytes of one log that are read: the server can only leave out what is oldest by lines.</summary>
    private const int LogBytesMax = 8 << 20;

    /// <summary>Bytes of a node's own status, which names every member; a hundred times a usual one.</summary>
    private const int StatusBytesMax = 1 << 20;

    /// <summary>The newest events that are kept.</summary>
    private const int EventsMax = 1_000;

    private static readonly EntityType[] Kinds =
    [
        EntityType.Of<V1StatefulSet>(),
        EntityType.Of<V1Service>(),
        EntityType.Of<V1PersistentVolumeClaim>(),
        EntityType.Of<V1PodDisruptionBudget>(),
        EntityType.Of<V1NetworkPolicy>(),
        EntityType.Of<V1ServiceAccount>(),
        EntityType.Of<V1ConfigMap>(),
        EntityType.Of<V1Pod>(),
    ];

    private readonly SortedSet<string> involved = new(StringComparer.Ordinal) { name };
    private readonly SortedSet<string> images = new(StringComparer.Ordinal);
    private readonly List<JsonObject> pods = [];

    private string Space => api.Target.Namespace;

    /// <summary>Gathers it.</summary>
    /// <param name="found">The cluster as it was found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the manifest says of it.</returns>
    public async Task<JsonObject> CollectAsync(ClusterFindings found, CancellationToken cancellationToken)
    {
        await bundle.AddAsync("cluster.yaml", found.Resource, cancellationToken);
        await bundle.AddAsync("status.txt", TextOf(found), isCut: false, cancellationToken);
        foreach (var kind in Kinds)
        {
            await reader.ReadAsync($"objects/{kind.Plural}", () => AddKindAsync(kind, cancellationToken));
        }

        await reader.ReadAsync("events.yaml", () => AddEventsAsync(cancellationToken));
        foreach (var pod in pods)
        {
            await AddPodAsync(pod, Space, "pods", cancellationToken);
            await AddNodeStatusAsync(pod, cancellationToken);
        }

        foreach (var deployment in found.Operator.Deployments ?? [])
        {
            await AddOperatorAsync(deployment, cancellationToken);
        }

        if (found.Operator.Deployments is null or [])
        {
            bundle.Miss("operator", found.Operator.Deployments is null ? found.Operator.Obstacle : "no Deployment of it was found");
        }

        return await AboutAsync(found, cancellationToken);
    }

    private static string TextOf(ClusterFindings found)
    {
        var text = new StringWriter { NewLine = "\n" };
        StatusText.Write(found, wide: true, text);
        return text.ToString();
    }

    private async Task AddKindAsync(EntityType kind, CancellationToken cancellationToken)
    {
        foreach (var one in await api.ListAsync(kind, Space, $"{ClusterLabels.Cluster}={name}", null, cancellationToken))
        {
            await AddObjectAsync($"objects/{kind.Plural}/{NameOf(one)}.yaml", one, cancellationToken);
            involved.Add(NameOf(one));
            if (kind.Kind == "Pod")
            {
                pods.Add(one);
            }
        }
    }

    private async Task AddObjectAsync(string file, JsonObject one, CancellationToken cancellationToken)
    {
        foreach (var container in ContainersOf(one["spec"]?["template"]?["spec"] ?? one["spec"]))
        {
            images.Add((string?)container["image"] ?? "");
        }

        await bundle.AddAsync(file, one, cancellationToken);
    }

    private async Task AddEventsAsync(CancellationToken cancellationToken)
    {
        var events = await api.ListAsync(EntityType.Of<Corev1Event>(), Space, null, null, cancellationToken);
        var own = events
            .Where(one => involved.Contains((string?)one["involvedObject"]?["name"] ?? ""))
            .OrderBy(one => (string?)one["lastTimestamp"] ?? (string?)one["eventTime"] ?? "", StringComparer.Ordinal)
            .TakeLast(EventsMax);
        var list = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. own.Select(one => one.DeepClone())]),
        };
        await bundle.AddAsync("events.yaml", list, cancellationToken);
    }

    private async Task AddPodAsync(JsonObject pod, string space, string folder, CancellationToken cancellationToken)
    {
        foreach (var container in ContainersOf(pod["spec"]).Select(NameOfContainer))
        {
            var file = $"{folder}/{NameOf(pod)}/{container}";
            await reader.ReadAsync($"{file}.log", () => AddLogAsync($"{file}.log", pod, space, container, false, cancellationToken));
            if (HasRestarted(pod, container))
            {
                await reader.ReadAsync(
                    $"{file}.previous.log", () => AddLogAsync($"{file}.previous.log", pod, space, container, true, cancellationToken));
            }
        }
    }

    private async Task AddLogAsync(
        string file, JsonObject pod, string space, string container, bool isPrevious, CancellationToken cancellationToken)
    {
        (string, string?)[] query =
        [
            ("container", container),
            ("previous", isPrevious ? "true" : null),
            ("timestamps", "true"),
            ("tailLines", LogLinesMax.ToString(CultureInfo.InvariantCulture)),
        ];
        var (text, isCut) = await api.PodTextAsync(space, NameOf(pod), "log", query, LogBytesMax, cancellationToken);
        var newest = text.Length > LogLengthMax ? text[^LogLengthMax..] : text;
        await bundle.AddAsync(file, newest, isCut || newest.Length < text.Length, cancellationToken);
    }

    // Through the API server, so that nothing but its address has to be reached; a role may not allow it, which is then noted.
    private Task AddNodeStatusAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        var file = $"pods/{NameOf(pod)}/status.json";
        return reader.ReadAsync(file, async () =>
        {
            var (text, isCut) = await api.PodTextAsync(
                Space, $"{NameOf(pod)}:{NodeImage.WebPort}", "proxy/status.json", [], StatusBytesMax, cancellationToken);
            await bundle.AddAsync(file, text, isCut, cancellationToken);
        });
    }

    private async Task AddOperatorAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        var space = (string?)deployment["metadata"]?["namespace"] ?? "";
        var folder = $"operator/{space}";
        await AddObjectAsync($"{folder}/{NameOf(deployment)}.yaml", deployment, cancellationToken);
        var selected = deployment["spec"]?["selector"]?["matchLabels"] as JsonObject ?? [];
        var selector = string.Join(',', selected.Select(label => $"{label.Key}={label.Value}"));
        var own = new List<JsonObject>();
        await reader.ReadAsync($"{folder}/pods", async () =>
            own.AddRange(await api.ListAsync(EntityType.Of<V1Pod>(), space, selector, null, cancellationToken)));
        foreach (var pod in own)
        {
            await AddObjectAsync($"{folder}/{NameOf(pod)}/pod.yaml", pod, cancellationToken);
            await AddPodAsync(pod, space, folder, cancellationToken);
        }
    }

    private async Task<JsonObject> AboutAsync(ClusterFindings found, CancellationToken cancellationToken)
    {
        string? server = null;
        await reader.ReadAsync("versions", async () => server = (string?)(await api.GetAsync("version", cancellationToken))["gitVersion"]);
        return new JsonObject
        {
            ["cluster"] = name,
            ["namespace"] = Space,
            ["server"] = api.Target.Connection.Host,
            ["kubernetes"] = server,
            ["nodes"] = found.Said.Version?.Current,
            ["nodesWanted"] = found.Cluster.Spec.Version,
            ["images"] = new JsonArray([.. images.Select(image => JsonValue.Create(image))]),
        };
    }

    private static string NameOf(JsonObject one) => (string?)one["metadata"]?["name"] ?? "";

    private static IEnumerable<JsonObject> ContainersOf(JsonNode? podSpec) =>
        (podSpec?["containers"] as JsonArray ?? []).OfType<JsonObject>();

    private static string NameOfContainer(JsonObject container) => (string?)container["name"] ?? "";

    private static bool HasRestarted(JsonObject pod, string container) => (pod["status"]?["containerStatuses"] as JsonArray ?? [])
        .Any(status => (string?)status?["name"] == container && ((int?)status?["restartCount"] ?? 0) > 0);
}
