namespace Paxos.Node.Telemetry;

/// <summary>One line of this process's log, as the ring keeps it and the page shows it.</summary>
/// <param name="Sequence">From 1, without gaps, in the order in which the lines were logged.</param>
/// <param name="Time">When it was logged, in UTC.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Category">The type that logged it.</param>
/// <param name="EventId">The number of the message's kind; 0 where it has none.</param>
/// <param name="Message">The text, with the exception's below it where there was one.</param>
internal sealed record LogLine(
    long Sequence,
    DateTimeOffset Time,
    LogLevel Level,
    string Category,
    int EventId,
    string Message);
