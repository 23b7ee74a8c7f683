using Xunit;

namespace Paxos.Tests.Shared;

/// <summary>
/// Files of expected text beside the tests; <c>UPDATE_GOLDEN=1</c> writes them anew, and the diff is then reviewed as code.
/// </summary>
internal static class Golden
{
    /// <summary>Asserts that the file <paramref name="path"/>, from the tests' folder on, holds <paramref name="actual"/>.</summary>
    public static void Check(string path, string actual)
    {
        var file = Path.Combine(Repository.Root, "tests", path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
    }
}
