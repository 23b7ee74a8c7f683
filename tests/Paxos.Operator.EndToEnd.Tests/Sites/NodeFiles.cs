using Paxos.ApiServer.Processes;
using Paxos.Chaos.Machine;

namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>
/// The node's program and its runtime, copied to where the pods' user may read them: a checkout or a runtime in somebody's home is closed
/// to others, and what lies in /tmp is hidden in a pod by its own. This machine's C library and loader stand for those of the image.
/// </summary>
internal static class NodeFiles
{
    private static readonly string[] Runtime = ["host", "shared/Microsoft.NETCore.App", "shared/Microsoft.AspNetCore.App"];

    /// <summary>Makes them in a folder.</summary>
    /// <returns>The image.</returns>
    public static async Task<PodImage> MakeAsync(string folder)
    {
        var (program, dotnet) = (Path.Combine(folder, "app"), Path.Combine(folder, "dotnet"));
        Directory.CreateDirectory(Path.Combine(dotnet, "shared"));
        await Shell.RunAsync("cp", "-r", Programs.NodeFolder, program);
        foreach (var part in Runtime)
        {
            await Shell.RunAsync("cp", "-r", Path.Combine(Programs.DotnetFolder, part), Path.Combine(dotnet, Path.GetDirectoryName(part)!));
        }

        await Shell.RunAsync("cp", Path.Combine(Programs.DotnetFolder, "dotnet"), dotnet);
        await Shell.RunAsync("chmod", "-R", "a+rX", folder);
        return new PodImage("/", [Path.Combine(dotnet, "dotnet"), Path.Combine(program, "paxos-node.dll")]);
    }
}
