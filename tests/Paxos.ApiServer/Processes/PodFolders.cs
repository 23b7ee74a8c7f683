namespace Paxos.ApiServer.Processes;

/// <summary>Where a pod's files are on this machine.</summary>
/// <param name="all">The folder of all pods.</param>
/// <param name="spec">The pod.</param>
/// <param name="uid">The pod's uid: an empty folder goes with its pod, a claim's stays.</param>
internal sealed class PodFolders(string all, PodSpec spec, string uid)
{
    /// <summary>What it has written.</summary>
    public string Log => Path.Combine(all, $"{spec.Name}.log");

    /// <summary>The names of the pods of its namespace.</summary>
    public string Hosts => Path.Combine(all, $"hosts.{spec.Name.Split('.')[0]}");

    /// <summary>Where its root is mounted.</summary>
    public string Root => Path.Combine(all, uid, "root");

    /// <summary>The layer over the image.</summary>
    public string Layer => Path.Combine(all, uid, "layer");

    /// <summary>A volume.</summary>
    public string Volume(string? claim, string volume) => claim is null
        ? Path.Combine(all, uid, "volumes", volume)
        : Path.Combine(all, "claims", $"{spec.Name.Split('.')[0]}.{claim}");

    /// <summary>Makes the folders, and the places for mounts in the layer.</summary>
    public void Make()
    {
        var upper = Path.Combine(Layer, "upper");
        string[] needed = [Root, Path.Combine(Layer, "work"), .. Inside("proc", "dev", "etc")];
        foreach (var folder in needed.Concat(spec.Mounts.Select(mount => upper + mount.Place)))
        {
            Directory.CreateDirectory(folder);
        }

        // Names are looked up in the file first; where the image says nothing, the C library would ask a server that there is not.
        File.WriteAllText(Path.Combine(upper, "etc", "nsswitch.conf"), "hosts: files\n");
        File.WriteAllText(Path.Combine(upper, "etc", "hosts"), "");
        File.AppendAllText(Hosts, "");
        foreach (var (claim, volume, _) in spec.Mounts)
        {
            Directory.CreateDirectory(Volume(claim, volume));
        }

        IEnumerable<string> Inside(params string[] names) => names.Select(name => Path.Combine(upper, name));
    }

    /// <summary>Deletes what goes with the pod.</summary>
    public void Delete() => Directory.Delete(Path.Combine(all, uid), recursive: true);
}
