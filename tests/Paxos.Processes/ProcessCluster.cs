using System.Diagnostics;
using Paxos.Cli.Local;

namespace Paxos.Processes;

/// <summary>
/// A cluster of real <c>paxos-node</c> processes, on loopback unless said otherwise, in a folder of its own. Nothing
/// runs until it is started,
/// and whatever was started is gone, with the folder, when it is disposed.
/// </summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";
    private const int TailLines = 12;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    // Without it paxosctl, which shares the layout of the folder, would not touch the folder.
    private const string Mark = "# Written by 'paxosctl local'; written anew at each start.";

    private readonly IReadOnlyList<NodePlace> places;
    private readonly string folder;
    private readonly StatusReader reader = new();
    private readonly List<ClusterNode> all = [];

    /// <summary>Lays out a cluster on loopback; nothing runs yet.</summary>
    /// <param name="binary">The program <c>paxos-node</c>.</param>
    /// <param name="shape">How many nodes of each role.</param>
    /// <param name="settings">Further lines of the settings file that all nodes share.</param>
    public ProcessCluster(string binary, ClusterShape shape, params IReadOnlyList<string> settings)
        : this(
            Directory.CreateTempSubdirectory("paxos-cluster-").FullName,
            [.. shape.Place().Select(node => new NodePlace(node, Loopback, binary))],
            settings)
    {
    }

    /// <summary>Lays out a cluster; nothing runs yet.</summary>
    /// <param name="folder">Its folder, which goes with it.</param>
    /// <param name="places">Where its nodes run.</param>
    /// <param name="settings">Further lines of the settings file that all nodes share.</param>
    public ProcessCluster(string folder, IReadOnlyList<NodePlace> places, params IReadOnlyList<string> settings)
    {
        this.folder = folder;
        this.places = places;
        Nodes = NodesIn(folder, places, settings);
        Clients =
        [
            .. places.Where(place => place.Layout.ClientPort is not null)
                .Select(place => new StoreClient(place.Host, place.Layout.ClientPort!.Value, StoreClient.LongTimeout)),
        ];
    }

    /// <summary>How long conditions may take that nothing but a busy machine delays.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The nodes, in the order of the layout.</summary>
    public IReadOnlyList<ClusterNode> Nodes { get; }

    /// <summary>An application of each client node, in their order.</summary>
    public IReadOnlyList<StoreClient> Clients { get; }

    /// <summary>The node of that name.</summary>
    public ClusterNode this[string name] => Nodes.Single(node => node.Name == name);

    /// <summary>The nodes of one role.</summary>
    public IReadOnlyList<ClusterNode> Of(string role) => [.. Nodes.Where(node => node.Role == role)];

    /// <summary>Starts every node that does not run, without waiting.</summary>
    public void StartMissing()
    {
        foreach (var node in Nodes.Where(node => !node.IsRunning))
        {
            node.Start();
        }
    }

    /// <summary>Waits until every node is ready.</summary>
    /// <exception cref="TimeoutException">One is not in time, or has ended.</exception>
    public Task UntilReadyAsync() => UntilAsync("all nodes are ready", async () =>
    {
        var obstacles = await Task.WhenAll(Nodes.Select(node => node.ObstacleAsync()));
        return obstacles.All(obstacle => obstacle is null);
    });

    /// <summary>Waits until that node is ready.</summary>
    /// <exception cref="TimeoutException">It is not in time.</exception>
    public Task UntilReadyAsync(ClusterNode node) =>
        UntilAsync($"{node.Name} is ready", async () => await node.ObstacleAsync() is null);

    /// <summary>The proposer that leads by its own word and the only one that says so, waited for.</summary>
    /// <exception cref="TimeoutException">There is none in time, or more than one.</exception>
    public async Task<ClusterNode> LeaderAsync()
    {
        ClusterNode? leader = null;
        await UntilAsync("exactly one proposer leads", async () =>
        {
            var facts = await Task.WhenAll(Of("proposer").Select(node => node.LookAsync()));
            var leading = Of("proposer").Zip(facts).Where(pair => pair.Second?.ProposerState == "Leading").ToArray();
            leader = leading.Length == 1 ? leading[0].First : null;
            return leader is not null;
        });
        return leader!;
    }

    /// <summary>Looks again and again until something holds.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <exception cref="TimeoutException">It does not within <see cref="Patience"/>; the text ends with the nodes'
    /// logs.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}.{await EvidenceAsync()}");
            }

            await Task.Delay(LookInterval);
        }
    }

    /// <summary>What every node says of itself, and the ends of their logs: for the text of a failure.</summary>
    public async Task<string> EvidenceAsync()
    {
        var evidence = new List<string>();
        foreach (var node in all)
        {
            var state = node.IsRunning ? await node.ObstacleAsync() ?? "ready" : "not running";
            evidence.Add($"\n--- {node.Name} at {node.PeerAddress}: {state}\n{node.LogTail(TailLines)}");
        }

        return string.Concat(evidence);
    }

    /// <summary>
    /// A second node with the name of one, on other ports and with a data folder of its own; it is not started.
    /// </summary>
    public ClusterNode NamesakeOf(ClusterNode original)
    {
        var free = new ClusterShape(1, 1, 1, 1).Place();
        var ports = free.Single(node => node.Roles == original.Role);
        var twins = places
            .Select(place => place.Layout.Name == original.Name ? place with { Layout = At(ports, place.Layout) } : place)
            .ToArray();
        return NodesIn(Path.Combine(folder, $"namesake-{all.Count}"), twins, [])
            .Single(node => node.Name == original.Name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in all.Where(node => node.IsRunning))
        {
            await node.KillAsync();
        }

        foreach (var client in Clients)
        {
            client.Dispose();
        }

        all.ForEach(node => node.Dispose());
        reader.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static LocalNode At(LocalNode ports, LocalNode node) =>
        node with { WebPort = ports.WebPort, PeerPort = ports.PeerPort, ClientPort = ports.ClientPort };

    private static string PeerLine(NodePlace place) => $"  - {place.Layout.Name}={place.Host}:{place.Layout.PeerPort}";

    private ClusterNode[] NodesIn(string root, IReadOnlyList<NodePlace> members, IReadOnlyList<string> settings)
    {
        var directory = new LocalDirectory(root, [.. members.Select(place => place.Layout)]);
        directory.Lock().Dispose();
        File.WriteAllLines(directory.ClusterFile,
        [
            Mark,
            "acceptors:", .. members.Where(place => place.Layout.IsAcceptor).Select(PeerLine),
            "peers:", .. members.Select(PeerLine),
            .. settings,
        ]);
        var nodes = members.Select(place => new ClusterNode(place, directory, reader)).ToArray();
        all.AddRange(nodes);
        return nodes;
    }
}
