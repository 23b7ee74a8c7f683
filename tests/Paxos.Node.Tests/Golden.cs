namespace Paxos.Node.Tests;

/// <summary>
/// Files of expected text beside the tests; <c>UPDATE_GOLDEN=1</c> writes them anew, and the diff is then reviewed.
/// </summary>
internal static class Golden
{
    private const string Solution = "PaxosOperator.sln";

    /// <summary>Asserts that the file <paramref name="name"/>, a path from this folder on, holds <paramref name="actual"/>.</summary>
    public static void Check(string name, string actual)
    {
        var path = Path.Combine(SourceFolder(), name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent;
        }

        Assert.True(folder is not null, $"No folder above {AppContext.BaseDirectory} holds {Solution}.");
        return Path.Combine(folder.FullName, "tests", "Paxos.Node.Tests");
    }
}
