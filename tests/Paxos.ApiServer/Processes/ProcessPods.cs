using System.Text.Json.Nodes;
using Paxos.ApiServer.Controllers;
using Paxos.Chaos;
using Paxos.Chaos.Machine;

namespace Paxos.ApiServer.Processes;

/// <summary>
/// Pods as real processes, each in a network namespace with an address that its name keeps. Pods find each other by the names that a
/// headless service gives them; names of services themselves and their addresses are not served.
/// </summary>
internal sealed class ProcessPods : IPodRunner, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PodProcess> _pods = [];
    private readonly Dictionary<string, NodeNetwork> _networks = [];
    private readonly Stack<NodeNetwork> _free;
    private readonly Func<string, PodImage?> _images;
    private readonly string _folder;
    private readonly Undo _undo;
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });

    private ProcessPods(Func<string, PodImage?> images, string folder, IReadOnlyList<NodeNetwork> networks, Undo undo) =>
        (_images, _folder, _free, _undo) = (images, folder, new Stack<NodeNetwork>(networks.Reverse()), undo);

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>Makes the networks.</summary>
    /// <param name="images">The files of an image; null for one that cannot be pulled.</param>
    /// <param name="folder">Where logs and volumes are kept; it is not deleted.</param>
    /// <param name="podsMax">How many names of pods there can be.</param>
    /// <param name="progress">Is told what could not be unmade.</param>
    public static async Task<ProcessPods> StartAsync(Func<string, PodImage?> images, string folder, int podsMax, Progress progress)
    {
        Directory.CreateDirectory(folder);
        var undo = new Undo(progress);
        try
        {
            return new ProcessPods(images, folder, await Networks.MakeAsync(podsMax, undo), undo);
        }
        catch (InvalidOperationException)
        {
            await undo.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public PodState Run(JsonObject pod)
    {
        lock (_gate)
        {
            var uid = (string)pod["metadata"]!["uid"]!;
            if (_pods.TryGetValue(uid, out var running))
            {
                return running.State;
            }

            var network = NetworkOf($"{World.NamespaceOf(pod)}.{World.NameOf(pod)}");
            var spec = new PodSpec(pod, network.Address);
            if (_images(spec.Image) is not { } image)
            {
                return new PodState { WaitingReason = "ImagePullBackOff", Message = $"there is no image \"{spec.Image}\" on this node" };
            }

            var folders = new PodFolders(_folder, spec, uid);
            folders.Make();
            var process = new PodProcess(spec, image, network, folders, _client, () => Changed?.Invoke());
            _pods[uid] = process;
            WriteHosts(folders);
            process.Start();
            return process.State;
        }
    }

    /// <inheritdoc/>
    public bool Stop(JsonObject pod)
    {
        lock (_gate)
        {
            var uid = (string)pod["metadata"]!["uid"]!;
            if (!_pods.TryGetValue(uid, out var process))
            {
                return true;
            }

            process.Stop(TimeSpan.FromSeconds(pod["metadata"]!["deletionGracePeriodSeconds"].AsInt() ?? 30));
            if (!process.HasEnded)
            {
                return false;
            }

            _pods.Remove(uid);
            process.Dispose();
            var folders = new PodFolders(_folder, process.Spec, uid);
            WriteHosts(folders);
            folders.Delete();
            return true;
        }
    }

    /// <summary>Kills the process of a pod, as a crash would.</summary>
    public void Kill(string space, string name)
    {
        lock (_gate)
        {
            _pods.Values.Single(process => process.Spec.Name == $"{space}.{name}").Kill();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<PodProcess> left;
        lock (_gate)
        {
            left = [.. _pods.Values];
        }

        foreach (var process in left)
        {
            process.Stop(TimeSpan.FromSeconds(5));
        }

        await Task.WhenAll(left.Select(process => process.EndedAsync()));
        left.ForEach(process => process.Dispose());
        _client.Dispose();
        await _undo.DisposeAsync();
    }

    // A name keeps its address: what others remember of a pod that was replaced still leads to it.
    private NodeNetwork NetworkOf(string name)
    {
        if (!_networks.TryGetValue(name, out var network))
        {
            if (!_free.TryPop(out network))
            {
                throw new InvalidOperationException($"There were networks for {_networks.Count} pods only, and {name} is one more.");
            }

            _networks[name] = network;
        }

        return network;
    }

    // Written in place: pods have this very file mounted.
    private void WriteHosts(PodFolders folders)
    {
        var space = Path.GetExtension(folders.Hosts)[1..];
        var lines = _pods.Values.Select(process => process.Spec)
            .Where(spec => spec.Name.StartsWith(space + ".", StringComparison.Ordinal))
            .Select(spec => $"{spec.Address} {string.Join(' ', spec.HostNames)}");
        File.WriteAllText(folders.Hosts, $"127.0.0.1 localhost\n{string.Join('\n', lines)}\n");
    }
}
