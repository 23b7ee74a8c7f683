namespace Paxos.Figures;

/// <summary>One measured number and the goal it is held against.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="AtLeast">The lowest value that will do; null where there is no such goal.</param>
/// <param name="AtMost">The highest value that will do; null where there is no such goal.</param>
/// <param name="Details">What else was seen, for people.</param>
internal sealed record Figure(
    string Name, double Value, string Unit, double? AtLeast = null, double? AtMost = null, string Details = "")
{
    /// <summary>Whether the goal is reached; a figure without one always is.</summary>
    public bool IsMet => !(Value < AtLeast) && !(Value > AtMost);

    /// <summary>The goal, for people.</summary>
    public string Goal => AtLeast is { } least ? $"≥ {least:#,0.##} {Unit}".TrimEnd()
        : AtMost is { } most ? $"≤ {most:#,0.##} {Unit}".TrimEnd() : "";
}
