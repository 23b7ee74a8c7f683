namespace Paxos.Operator.Api.Yaml;

/// <summary>Finds the field that was meant.</summary>
internal static class Spelling
{
    /// <summary>
    /// The known name with the fewest edits, upper and lower case being one; null when a third of its letters or more would have to
    /// change.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var folded = word.ToUpperInvariant();
        var nearest = known
            .Select(name => (Name: name, Distance: Distance(folded, name.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is { } found && nearest.Distance * 3 < found.Length + 2 ? found : null;
    }

    // Levenshtein's distance, a row at a time.
    private static int Distance(string from, string to)
    {
        var previous = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
        {
            previous[column] = column;
        }

        foreach (var letter in from)
        {
            current[0] = previous[0] + 1;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = previous[column - 1] + (letter == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, 1 + Math.Min(previous[column], current[column - 1]));
            }

            (previous, current) = (current, previous);
        }

        return previous[to.Length];
    }
}
