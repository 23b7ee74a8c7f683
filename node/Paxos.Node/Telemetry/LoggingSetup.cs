using Microsoft.Extensions.Logging.Console;

namespace Paxos.Node.Telemetry;

/// <summary>
/// Where the process's log lines go: to standard output in one of two formats, and into the ring behind the page.
/// </summary>
internal static class LoggingSetup
{
    /// <summary>RFC 3339 in UTC, to the millisecond: the same in both formats and on the page.</summary>
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Replaces the host's default providers by the console and <paramref name="ring"/>.</summary>
    /// <param name="logging">The host's logging.</param>
    /// <param name="format">What standard output gets.</param>
    /// <param name="minimum">The lowest level that is logged at all.</param>
    /// <param name="ring">What the page reads.</param>
    public static ILoggingBuilder AddNodeLogging(
        this ILoggingBuilder logging,
        LogFormat format,
        LogLevel minimum,
        LogRing ring)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(minimum);

        // The web server logs every request at Information; the page's own polling would drown what it is for.
        logging.AddFilter("Microsoft.AspNetCore", Higher(minimum, LogLevel.Warning));
        logging.AddFilter("Microsoft.Extensions", Higher(minimum, LogLevel.Warning));
        logging.AddFilter("Grpc", Higher(minimum, LogLevel.Warning));
        logging.AddFilter("System.Net.Http", Higher(minimum, LogLevel.Warning));
        logging.AddProvider(ring);
        AddConsole(logging, format);

        // A reader of standard output that stops reading must not stop the node; the ring still has the lines.
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        return logging;
    }

    private static void AddConsole(ILoggingBuilder logging, LogFormat format)
    {
        switch (format)
        {
            case LogFormat.Text:
                logging.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = $"{TimestampFormat} ";
                });
                break;
            case LogFormat.Json:
                logging.AddJsonConsole(console =>
                {
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = TimestampFormat;
                });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "The log format is Text or Json.");
        }
    }

    private static LogLevel Higher(LogLevel left, LogLevel right) => left > right ? left : right;
}
