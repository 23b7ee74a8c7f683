namespace Paxos.Cli.Grammar;

/// <summary>Finds the word that was meant.</summary>
internal static class Spelling
{
    /// <summary>The known word with the fewest edits to <paramref name="word"/>, or null where none is near.</summary>
    /// <remarks>Near means two edits, and fewer than half of the word's letters: "rd" is no misspelt "cas".</remarks>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (candidate, edits: Edits(word, candidate)))
            .OrderBy(pair => pair.edits)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        var near = nearest.candidate is not null && nearest.edits <= 2 && nearest.edits * 2 < word.TrimStart('-').Length;
        return near ? nearest.candidate : null;
    }

    /// <summary><c> Did you mean 'write'?</c>, or nothing.</summary>
    public static string Suggestion(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    // Damerau's distance without repeated edits of one place: a swap of two neighbours is the commonest slip and counts
    // as one.
    private static int Edits(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Cheapest(distances, left, right, i, j);
            }
        }

        return distances[left.Length, right.Length];
    }

    private static int Cheapest(int[,] distances, string left, string right, int i, int j)
    {
        var replace = distances[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var cheapest = Math.Min(replace, 1 + Math.Min(distances[i - 1, j], distances[i, j - 1]));
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(cheapest, distances[i - 2, j - 2] + 1) : cheapest;
    }
}
