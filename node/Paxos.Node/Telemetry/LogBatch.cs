namespace Paxos.Node.Telemetry;

/// <summary>Consecutive lines, as a live reader gets them.</summary>
/// <param name="Missed">
/// Lines just before the first of <paramref name="Lines"/> that this reader was too slow for.
/// </param>
/// <param name="Lines">At least one line, oldest first.</param>
internal readonly record struct LogBatch(long Missed, IReadOnlyList<LogLine> Lines);
