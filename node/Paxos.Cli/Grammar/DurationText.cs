using System.Globalization;

namespace Paxos.Cli.Grammar;

/// <summary>Durations as people type them: a number and one of the units ms, s, m, h.</summary>
internal static class DurationText
{
    /// <summary>The longest duration that any option takes.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>
    /// Reads <c>10s</c>, <c>500ms</c>, <c>1.5m</c>; false for anything else, and for more than a day.
    /// </summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                duration = number * milliseconds <= Longest.TotalMilliseconds
                    ? TimeSpan.FromMilliseconds(number * milliseconds)
                    : TimeSpan.MaxValue;
                return duration <= Longest;
            }
        }

        duration = default;
        return false;
    }

    /// <summary>
    /// The age of something as kubectl writes it: the two largest units, such as <c>5m3s</c> or <c>2d4h</c>.
    /// </summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 1 } => $"{age.Seconds}s",
        { TotalHours: < 1 } => $"{age.Minutes}m{age.Seconds}s",
        { TotalDays: < 1 } => $"{age.Hours}h{age.Minutes}m",
        _ => $"{age.Days}d{age.Hours}h",
    };
}
