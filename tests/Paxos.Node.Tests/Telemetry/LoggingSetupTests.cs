using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Tests.Telemetry;

public sealed class LoggingSetupTests
{
    [Fact]
    public void Text_is_one_line_with_time_in_utc_level_category_event_and_message()
    {
        using var services = Build(LogFormat.Text, LogLevel.Information, Ring());

        var written = Write(services, "one\ntwo");

        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Paxos\.Node\.NodeHost\[12\] one two\r?\n$",
            written);
    }

    [Fact]
    public void Json_is_one_object_per_line()
    {
        using var services = Build(LogFormat.Json, LogLevel.Information, Ring());

        var written = Write(services, "one\n\"two\"");

        using var document = JsonDocument.Parse(written);
        Assert.Single(written.TrimEnd().Split('\n'));
        Assert.Equal("Warning", document.RootElement.GetProperty("LogLevel").GetString());
        Assert.Equal("one\n\"two\"", document.RootElement.GetProperty("Message").GetString());
        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
            document.RootElement.GetProperty("Timestamp").GetString());
    }

    [Fact]
    public void The_ring_gets_the_nodes_lines_and_not_the_web_servers_requests()
    {
        var ring = Ring();
        using var services = Build(LogFormat.Text, LogLevel.Information, ring);
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Log(loggers.CreateLogger("Paxos.Node.NodeHost"), LogLevel.Information, "kept");
        Log(loggers.CreateLogger("Paxos.Node.NodeHost"), LogLevel.Debug, "below the minimum");
        Log(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics"), LogLevel.Information, "a request");

        Assert.Equal("kept", Assert.Single(ring.Read(0, LogLevel.Trace).Lines).Message);
    }

    [Fact]
    public void A_stuck_reader_of_standard_output_never_stops_the_node()
    {
        using var services = Build(LogFormat.Text, LogLevel.Information, Ring());

        var options = services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value;

        Assert.Equal(ConsoleLoggerQueueFullMode.DropWrite, options.QueueFullMode);
    }

    private static LogRing Ring() => new(new LogRingOptions(), TimeProvider.System);

    private static ServiceProvider Build(LogFormat format, LogLevel minimum, LogRing ring)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddNodeLogging(format, minimum, ring));
        return services.BuildServiceProvider();
    }

    private static string Write(ServiceProvider services, string message)
    {
        var name = services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var formatter = services.GetServices<ConsoleFormatter>().Single(candidate => candidate.Name == name);
        using var writer = new StringWriter();
        formatter.Write(
            new LogEntry<string>(LogLevel.Warning, "Paxos.Node.NodeHost", 12, message, null, (state, _) => state),
            null,
            writer);
        return writer.ToString();
    }

    private static void Log(ILogger logger, LogLevel level, string message) =>
        logger.Log(level, default, message, null, (state, _) => state);
}
