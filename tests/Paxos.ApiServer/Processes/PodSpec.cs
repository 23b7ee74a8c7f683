using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Paxos.ApiServer.Controllers;

namespace Paxos.ApiServer.Processes;

/// <summary>What a pod says about its only container, read as a kubelet reads it.</summary>
internal sealed partial class PodSpec
{
    private readonly JsonObject _pod;
    private readonly JsonObject _container;

    /// <summary>Reads a pod.</summary>
    /// <param name="pod">The pod. It has one container, and no init containers: more is not run here.</param>
    /// <param name="address">Its address.</param>
    public PodSpec(JsonObject pod, string address)
    {
        _pod = pod;
        _container = (JsonObject)((JsonArray)pod["spec"]!["containers"]!).Single()!;
        Address = address;
        foreach (var variable in (_container["env"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Environment[(string)variable["name"]!] = variable["valueFrom"]?["fieldRef"]?["fieldPath"] is { } path
                ? Field((string)path!)
                : Expand((string?)variable["value"] ?? "");
        }
    }

    /// <summary>Its address.</summary>
    public string Address { get; }

    /// <summary>Namespace and name, as one word.</summary>
    public string Name => $"{World.NamespaceOf(_pod)}.{World.NameOf(_pod)}";

    /// <summary>The image.</summary>
    public string Image => (string)_container["image"]!;

    /// <summary>The variables, with references to fields and to each other filled in.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The arguments after the entry point; a command takes its place.</summary>
    public IReadOnlyList<string> Arguments => Texts("args");

    /// <summary>What is run instead of the image's entry point; empty for that.</summary>
    public IReadOnlyList<string> Command => Texts("command");

    /// <summary>User and group, as <c>chroot</c> takes them.</summary>
    public string User => $"{Context("runAsUser") ?? 0}:{Context("runAsGroup") ?? 0}";

    /// <summary>Whether the root file system may not be written.</summary>
    public bool IsReadOnly => (bool?)_container["securityContext"]?["readOnlyRootFilesystem"] == true;

    /// <summary>Where volumes are mounted: the claim, or null for an empty folder, the volume and the place.</summary>
    public IEnumerable<(string? Claim, string Volume, string Place)> Mounts =>
        from mount in (_container["volumeMounts"] as JsonArray ?? []).OfType<JsonObject>()
        let volume = ((JsonArray)_pod["spec"]!["volumes"]!).First(one => (string?)one!["name"] == (string?)mount["name"])
        select ((string?)volume["persistentVolumeClaim"]?["claimName"], (string)mount["name"]!, (string)mount["mountPath"]!);

    /// <summary>The names under which other pods of the namespace find it.</summary>
    public IEnumerable<string> HostNames
    {
        get
        {
            var name = World.NameOf(_pod);
            yield return name;
            if ((string?)_pod["spec"]!["subdomain"] is { } domain)
            {
                var space = World.NamespaceOf(_pod);
                yield return $"{name}.{domain}";
                yield return $"{name}.{domain}.{space}";
                yield return $"{name}.{domain}.{space}.svc";
                yield return $"{name}.{domain}.{space}.svc.cluster.local";
            }
        }
    }

    /// <summary>A probe; null when there is none by HTTP.</summary>
    public PodProbe? Probe(string kind)
    {
        if (_container[kind] is not JsonObject probe || probe["httpGet"] is not JsonObject get)
        {
            return null;
        }

        var isNumber = int.TryParse(get["port"]!.ToString(), CultureInfo.InvariantCulture, out var number);
        var port = isNumber ? number : PortOf((string)get["port"]!);
        return new PodProbe(
            new Uri($"http://{Address}:{port}{(string?)get["path"]}"),
            TimeSpan.FromSeconds(probe["periodSeconds"].AsInt() ?? 10),
            TimeSpan.FromSeconds(probe["timeoutSeconds"].AsInt() ?? 1),
            probe["failureThreshold"].AsInt() ?? 3);
    }

    private int PortOf(string name) =>
        ((JsonArray)_container["ports"]!).First(one => (string?)one!["name"] == name)!["containerPort"].AsInt()!.Value;

    private long? Context(string name) =>
        _container["securityContext"]?[name].AsLong() ?? _pod["spec"]!["securityContext"]?[name].AsLong();

    private List<string> Texts(string name) => [.. (_container[name] as JsonArray ?? []).Select(text => Expand((string)text!))];

    private string Expand(string text) =>
        Reference().Replace(text, match => Environment.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private string Field(string path) => path switch
    {
        "metadata.name" => World.NameOf(_pod),
        "metadata.namespace" => World.NamespaceOf(_pod),
        "metadata.uid" => (string)_pod["metadata"]!["uid"]!,
        "status.podIP" => Address,
        "spec.nodeName" => (string?)_pod["spec"]!["nodeName"] ?? "",
        _ when LabelPath().Match(path) is { Success: true } label => (string?)_pod["metadata"]!["labels"]?[label.Groups[1].Value] ?? "",
        _ => throw new NotSupportedException($"This node knows no field \"{path}\" of a pod."),
    };

    [GeneratedRegex(@"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^metadata\.labels\['(.+)'\]$")]
    private static partial Regex LabelPath();
}
