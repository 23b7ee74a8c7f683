using Paxos.Chaos.Faults;
using Paxos.Cli.Local;
using Paxos.Processes;

namespace Paxos.Chaos.Machine;

/// <summary>The ten nodes and what they stand on: networks and disks of their own where the machine lets us.</summary>
internal sealed class Site
{
    private const int WebPort = 8000;
    private const int PeerPort = 7000;
    private const int ClientPort = 6001;

    private static readonly FaultKind[] ProcessFaults = [FaultKind.Kill, FaultKind.Pause];

    private static readonly FaultKind[] NetworkFaults =
        [FaultKind.Partition, FaultKind.OneWay, FaultKind.Loss, FaultKind.Bandwidth, FaultKind.Delay];

    private static readonly FaultKind[] DiskFaults = [FaultKind.FullDisk, FaultKind.SlowDisk];

    private Site(ProcessCluster cluster, IReadOnlyList<Target> targets, IReadOnlyList<FaultKind> kinds)
    {
        Cluster = cluster;
        Targets = targets;
        Kinds = kinds;
    }

    /// <summary>The cluster; nothing runs yet.</summary>
    public ProcessCluster Cluster { get; }

    /// <summary>Its nodes, as what faults strike.</summary>
    public IReadOnlyList<Target> Targets { get; }

    /// <summary>The faults that can be made here.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; }

    /// <summary>Makes all of it.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="undo">Takes note of all that is made.</param>
    /// <param name="progress">Is told what cannot be made here.</param>
    public static async Task<Site> MakeAsync(string folder, Undo undo, Progress progress)
    {
        var noNetworks = await Networks.ObstacleAsync();
        progress.Say(noNetworks is null
            ? "Every node has a network namespace of its own."
            : $"No network faults, all nodes are on loopback: {noNetworks}.");
        var noDisks = await DiskImage.ObstacleAsync(folder);
        progress.Say(noDisks is null ? "Every acceptor has a disk of its own." : $"No disk faults: {noDisks}.");

        var layout = noNetworks is null ? Layout() : new ClusterShape().Place();
        var networks = noNetworks is null ? await Networks.MakeAsync(layout.Count, undo) : null;
        var places = new List<NodePlace>();
        foreach (var (index, node) in layout.Index())
        {
            places.Add(networks is null
                ? new NodePlace(node, "127.0.0.1", Program())
                : new NodePlace(node, networks[index].Address, await WrapAsync(folder, node.Name, networks[index])));
        }

        var disks = noDisks is null ? await MakeDisksAsync(folder, layout, undo) : [];

        // Small segments, so that a full disk is felt soon.
        var home = Directory.CreateDirectory(Path.Combine(folder, "cluster")).FullName;
        var cluster = new ProcessCluster(home, places, "journalSegmentMebibytes: 4");
        undo.Add("the nodes", () => cluster.DisposeAsync().AsTask());
        foreach (var node in cluster.Nodes.Where(node => disks.ContainsKey(node.Name)))
        {
            Directory.CreateSymbolicLink(node.DataFolder, DataOf(folder, node.Name));
        }

        Target[] targets =
            [.. cluster.Nodes.Select((node, index) => new Target(node, networks?[index], disks.GetValueOrDefault(node.Name)))];
        var canBreak = disks.Count > 0 && disks.Values.All(disk => disk.CanBreak);
        if (disks.Count > 0 && !canBreak)
        {
            progress.Say("No disk that fails an fsync: this kernel's ext4 has no trigger_fs_error.");
        }

        FaultKind[] kinds =
        [
            .. ProcessFaults,
            .. networks is null ? [] : NetworkFaults,
            .. disks.Count == 0 ? [] : DiskFaults,
            .. canBreak ? [FaultKind.FailingDisk] : Array.Empty<FaultKind>(),
        ];
        return new Site(cluster, targets, kinds);
    }

    // As it was built beside this program, with the runtime's settings that it has there.
    private static string Program()
    {
        var ours = Path.Combine("tests", "Paxos.Chaos");
        var theirs = Path.Combine("node", "Paxos.Node");
        return Path.Combine(AppContext.BaseDirectory.Replace(ours, theirs, StringComparison.Ordinal), "paxos-node");
    }

    // The documented ten, each at the same ports of an address of its own.
    private static LocalNode[] Layout()
    {
        (string Role, int Count)[] roles = [("proposer", 3), ("acceptor", 3), ("learner", 2), ("client", 2)];
        return
        [
            .. roles.SelectMany(role => Enumerable.Range(1, role.Count).Select(number => new LocalNode(
                $"{role.Role}{number}",
                role.Role,
                WebPort,
                PeerPort,
                role.Role == "client" ? ClientPort : null,
                HasData: role.Role is "acceptor" or "learner"))),
        ];
    }

    private static async Task<string> WrapAsync(string folder, string name, NodeNetwork network)
    {
        var script = Path.Combine(folder, $"{name}.sh");
        await File.WriteAllTextAsync(
            script, $"#!/bin/sh\nexec {string.Join(' ', network.Enter)} '{Program()}' \"$@\" --listen-address {network.Address}\n");
        await Shell.RunAsync("chmod", "u+x", script);
        return script;
    }

    private static string DataOf(string folder, string name) => Path.Combine(folder, "disks", name, "data");

    private static async Task<Dictionary<string, DiskImage>> MakeDisksAsync(
        string folder, IReadOnlyList<LocalNode> layout, Undo undo)
    {
        Directory.CreateDirectory(Path.Combine(folder, "disks"));
        var disks = new Dictionary<string, DiskImage>(StringComparer.Ordinal);
        foreach (var node in layout.Where(node => node.IsAcceptor))
        {
            var mount = Path.Combine(folder, "disks", node.Name);
            disks.Add(node.Name, await DiskImage.MakeAsync($"{mount}.image", mount, undo));
            Directory.CreateDirectory(DataOf(folder, node.Name));
        }

        return disks;
    }
}
