namespace Paxos.Figures;

/// <summary>
/// The programs as <c>./run.sh</c> starts them: built by the same script, from the sources that lie here.
/// </summary>
/// <param name="Root">The top folder of the sources.</param>
/// <param name="Folder">Where the programs of this state of the sources are.</param>
internal sealed record Programs(string Root, string Folder)
{
    /// <summary>The program <c>paxos-node</c>.</summary>
    public string Node => Path.Combine(Folder, "paxos-node", "paxos-node");

    /// <summary>The program <c>paxosctl</c>.</summary>
    public string Control => Path.Combine(Folder, "paxosctl", "paxosctl");

    /// <summary>The top folder of the sources that this program was built from.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string FindRoot()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "PaxosOperator.sln")))
        {
            root = Path.GetDirectoryName(root)
                ?? throw new InvalidOperationException("PaxosOperator.sln is in no folder above this program.");
        }

        return root;
    }

    /// <summary>Builds them where that was not done yet.</summary>
    /// <exception cref="InvalidOperationException">The build fails.</exception>
    public static async Task<Programs> BuildAsync(string root)
    {
        const string Script = "set -euo pipefail; source node/build.sh; build_programs \"$PWD\"; echo \"$PROGRAMS\"";
        return new Programs(root, (await Command.RunAsync(root, "bash", "-c", Script)).Trim());
    }

    /// <summary>Builds the operator as it is in its image, where that was not done yet.</summary>
    /// <returns>The program.</returns>
    /// <exception cref="InvalidOperationException">The build fails.</exception>
    public static async Task<string> BuildOperatorAsync(string root)
    {
        const string Script = "set -euo pipefail; source node/build.sh; source node/image.sh; "
            + "build_image_files \"$PWD\" paxos-operator; echo \"$IMAGE_FILES\"";
        return Path.Combine((await Command.RunAsync(root, "bash", "-c", Script)).Trim(), "root", "app", "paxos-operator");
    }
}
