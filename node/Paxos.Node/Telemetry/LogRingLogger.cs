namespace Paxos.Node.Telemetry;

/// <summary>
/// Writes one category's lines into the ring. Which levels come at all is the logging configuration's matter.
/// </summary>
internal sealed class LogRingLogger(LogRing ring, string category) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        ring.Append(logLevel, category, eventId.Id, exception is null ? message : $"{message}\n{exception}");
    }
}
