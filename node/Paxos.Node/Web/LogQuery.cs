using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Paxos.Node.Web;

/// <summary>What <c>/logs</c> and <c>/logs/stream</c> can be asked for in their query.</summary>
/// <param name="After">Only lines above this sequence; null where it was not given.</param>
/// <param name="Instance">
/// The process's life that <paramref name="After"/> counts in; null where it was not given.
/// </param>
/// <param name="Level">Only lines at least this grave.</param>
internal sealed record LogQuery(long? After, string? Instance, LogLevel Level)
{
    private const string Names = "after, instance and level";
    private const int ShownCharactersMax = 100;

    private static readonly IReadOnlyList<LogLevel> Levels =
    [
        LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical,
    ];

    /// <summary>
    /// Reads a query; false, with the value and the rule it breaks in <paramref name="error"/>, where it is bad.
    /// </summary>
    public static bool TryParse(
        IQueryCollection query,
        [NotNullWhen(true)] out LogQuery? parsed,
        [NotNullWhen(false)] out string? error)
    {
        parsed = null;
        long? after = null;
        string? instance = null;
        var level = LogLevel.Trace;
        error = null;
        foreach (var (name, values) in query)
        {
            var value = values.Count == 1 ? values[0] ?? "" : "";
            error = (name, values.Count) switch
            {
                (_, not 1) => $"{Shown(name)} may be given once. It is given {values.Count} times.",
                ("after", _) => ParseAfter(value, out after),
                ("instance", _) => ParseInstance(value, out instance),
                ("level", _) => ParseLevel(value, out level),
                _ => $"The query may hold {Names}. It holds \"{Shown(name)}\".",
            };
            if (error is not null)
            {
                return false;
            }
        }

        parsed = new LogQuery(after, instance, level);
        return true;
    }

    /// <summary>
    /// The sequence to continue after in the life <paramref name="current"/>. A reader from an earlier life has seen
    /// none of this one's lines, whatever number it brings.
    /// </summary>
    public long? AfterIn(string current) => Instance is null || Instance == current ? After : null;

    private static string? ParseAfter(string value, out long? after)
    {
        var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        after = number;
        return isNumber && number < long.MaxValue
            ? null
            : $"after must be a whole number from 0 to {long.MaxValue - 1}. It is \"{Shown(value)}\".";
    }

    private static string? ParseInstance(string value, out string? instance)
    {
        instance = value;
        return value.Length is > 0 and <= 32 && value.All(char.IsAsciiHexDigitLower)
            ? null
            : $"instance must be 1 to 32 lower-case hexadecimal digits. It is \"{Shown(value)}\".";
    }

    private static string? ParseLevel(string value, out LogLevel level)
    {
        foreach (var known in Levels)
        {
            if (string.Equals(value, known.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                level = known;
                return null;
            }
        }

        level = LogLevel.None;
        return $"level must be one of {string.Join(", ", Levels)}. It is \"{Shown(value)}\".";
    }

    private static string Shown(string value) =>
        value.Length <= ShownCharactersMax ? value : $"{value.AsSpan(0, ShownCharactersMax)}…";
}
