using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Paxos.Operator.Api;

namespace Paxos.Swarm.Tests.Cli;

/// <summary>
/// A program in place of <c>docker</c> that knows one stack, notes what it is asked, and does at once what a real engine takes seconds for.
/// Its state is files, one for each service, so that a test can look and change.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class FakeEngine : IDisposable
{
    private const string Script =
        """
        #!/usr/bin/env bash
        cd "$(dirname "$0")"
        echo "$*" >> calls
        if [[ -e fails ]]; then
          cat fails >&2
          exit 1
        fi
        last=${*: -1}
        case "$1 $2" in
          "info --format") cat swarm ;;
          "node ls") cat hosts ;;
          "node inspect") [[ $* == *--format* ]] && echo '{"State":"ready","Addr":"127.0.0.1"}' || cat labels ;;
          "image inspect")
            grep -qx -- "$last" images || { echo "Error: No such image: $last" >&2; exit 1; } ;;
          "service ls") [[ ! -d services ]] || ls services ;;
          "service inspect") echo "[$(cat services/* | paste -sd,)]" ;;
          "service update")
            image=${*: -2:1}
            sed -i "s|\"Image\":\"[^\"]*\"|\"Image\":\"$image\"|" "services/$last" "tasks/$last"
            if [[ -e bad-image && $(cat bad-image) == "$image" ]]; then
              sed -i 's|"CurrentState":"[^"]*","Error":""|"CurrentState":"Rejected 1 second ago","Error":"no such file"|' "tasks/$last"
              sed -i 's|^{|{"UpdateStatus":{"State":"paused"},|' "services/$last"
            fi ;;
          "service logs") echo "$last says why" ;;
          "stack ps") cat tasks/* ;;
          "stack deploy") cat > deployed.yml ;;
        esac
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("paxos-engine-").FullName;

    /// <summary>An engine that manages a swarm of one and runs nothing.</summary>
    public FakeEngine()
    {
        File.WriteAllText(Program, Script);
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Write("swarm", """{"LocalNodeState":"active","ControlAvailable":true,"NodeID":"host1id"}""");
        Write("hosts", "host1id\n");
        Write("labels", """[{"ID":"host1id","Spec":{"Labels":{}}}]""");
        Write("images", "paxos-node:0.1.0\npaxos-node:0.2.0\n");
    }

    /// <summary>The program.</summary>
    public string Program => Path.Combine(folder, "docker");

    /// <summary>What it was asked, a line each.</summary>
    public IReadOnlyList<string> Calls =>
        Path.Exists(Path.Combine(folder, "calls")) ? File.ReadAllLines(Path.Combine(folder, "calls")) : [];

    /// <summary>Which services were given another image, in order.</summary>
    public IReadOnlyList<string> Updated =>
        [.. Calls.Where(call => call.StartsWith("service update", StringComparison.Ordinal)).Select(call => call.Split('_')[^1])];

    /// <summary>What was deployed last; empty where nothing was.</summary>
    public string Deployed => Path.Exists(Path.Combine(folder, "deployed.yml")) ? Read("deployed.yml") : "";

    /// <summary>Lets a stack run.</summary>
    /// <param name="cluster">What it was made of.</param>
    /// <param name="clientPort">Where every client node answers.</param>
    /// <param name="image">What its nodes run.</param>
    public void Run(PaxosCluster cluster, int clientPort, string image = "paxos-node:0.1.0")
    {
        Directory.CreateDirectory(Path.Combine(folder, "services"));
        Directory.CreateDirectory(Path.Combine(folder, "tasks"));
        foreach (var (role, replicas) in NodeNames.Roles(cluster))
        {
            for (var number = 1; number <= replicas; number++)
            {
                AddNode(cluster.Metadata.Name, role, NodeNames.Of(role, number), clientPort, image);
            }
        }
    }

    /// <summary>Lets a service run that is no node.</summary>
    public void RunForeignService()
    {
        Directory.CreateDirectory(Path.Combine(folder, "services"));
        Directory.CreateDirectory(Path.Combine(folder, "tasks"));
        Write("services/paxos_web", Service("paxos_web", new JsonObject { ["owner"] = "somebody" }, "nginx:1", []));
        Write("tasks/paxos_web", Task("paxos_web", "nginx:1"));
    }

    /// <summary>Writes one of the files that the program answers from.</summary>
    public void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    /// <summary>Replaces text in one of the files that the program answers from.</summary>
    public void Change(string file, string before, string after)
    {
        var text = Read(file);
        Assert.Contains(before, text, StringComparison.Ordinal);
        Write(file, text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Read(string file) => File.ReadAllText(Path.Combine(folder, file));

    private void AddNode(string cluster, string role, string node, int clientPort, string image)
    {
        var service = $"{cluster}_{node}";
        var labels = new JsonObject
        {
            [ClusterLabels.Cluster] = cluster,
            [ClusterLabels.Role] = role,
            [ClusterLabels.Node] = node,
        };
        var ports = role == NodeNames.Client
            ? new JsonArray(new JsonObject { ["TargetPort"] = NodeImage.ClientPort, ["PublishedPort"] = clientPort })
            : [];
        Write($"services/{service}", Service(service, labels, image, ports));
        Write($"tasks/{service}", Task(service, image));
    }

    private static string Service(string name, JsonObject labels, string image, JsonArray ports) => new JsonObject
    {
        ["Spec"] = new JsonObject
        {
            ["Name"] = name,
            ["Labels"] = labels,
            ["TaskTemplate"] = new JsonObject { ["ContainerSpec"] = new JsonObject { ["Image"] = image } },
            ["EndpointSpec"] = new JsonObject { ["Ports"] = ports },
        },
    }.ToJsonString() + "\n";

    private static string Task(string service, string image) => new JsonObject
    {
        ["Name"] = $"{service}.1",
        ["Node"] = "host1",
        ["Image"] = image,
        ["CurrentState"] = "Running 5 minutes ago",
        ["Error"] = "",
    }.ToJsonString() + "\n";
}
