namespace Paxos.Node.Settings;

/// <summary>Finds what somebody meant who misspelt a name.</summary>
internal static class Spelling
{
    /// <summary>
    /// The nearest of <paramref name="known"/> by edits (Levenshtein, 1966), upper and lower case being one; null when a third of
    /// the letters or more would have to change.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var nearest = known
            .Select(candidate => (Candidate: candidate, Edits: Edits(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.Edits)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Candidate is not null && nearest.Edits * 3 < nearest.Candidate.Length + 2 ? nearest.Candidate : null;
    }

    private static int Edits(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
