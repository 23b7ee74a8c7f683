namespace Paxos.Node.Telemetry;

/// <summary>
/// The log ring's bounds. The defaults hold some ten minutes of a busy node's Information lines and cost at most 2 MiB
/// of the 120 MiB that an idle node may take, plus what slow readers have not fetched yet (the same line objects, so
/// mostly shared).
/// </summary>
internal sealed record LogRingOptions
{
    /// <summary>Lines kept at most, at least 1.</summary>
    public int LinesMax { get; init; } = 2_000;

    /// <summary>
    /// Bytes of memory that the lines kept may take, estimated; the newest line stays whatever its size.
    /// </summary>
    public int BytesMax { get; init; } = 2 * 1024 * 1024;

    /// <summary>
    /// Characters of one message; the rest is cut off and counted in the text, so that no line can push out all others.
    /// </summary>
    public int MessageCharactersMax { get; init; } = 8_192;

    /// <summary>
    /// Lines that wait for one live reader; when there are more, its oldest are dropped and it is told how many.
    /// </summary>
    public int SubscriptionLinesMax { get; init; } = 512;

    /// <summary>Live readers at a time; further ones are refused.</summary>
    public int SubscriptionsMax { get; init; } = 64;
}
