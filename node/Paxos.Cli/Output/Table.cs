namespace Paxos.Cli.Output;

/// <summary>Columns as kubectl prints them: upper-case titles, three spaces apart, the last column ragged.</summary>
internal static class Table
{
    private const string Gap = "   ";

    /// <summary>Writes a header and the rows; an empty cell shows as <c>-</c>.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(cell => cell.Length == 0 ? "-" : cell).ToArray());
        var lines = cells.Prepend([.. titles]).ToArray();
        var widths = titles.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join(Gap, line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>Writes one fact a line, the names aligned.</summary>
    public static void WriteFacts(TextWriter output, IReadOnlyList<(string Name, string Value)> facts)
    {
        var width = facts.Max(fact => fact.Name.Length);
        foreach (var (name, value) in facts)
        {
            output.WriteLine($"{name.PadRight(width)}{Gap}{(value.Length == 0 ? "-" : value)}");
        }
    }
}
