using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

/// <summary>Prometheus, "Exposition formats", text format 0.0.4.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void A_metric_is_a_help_line_a_type_line_and_its_samples()
    {
        var text = new PrometheusText()
            .Gauge("paxos_ready", "1 when ready.", 1)
            .Counter("paxos_events_total", "Events.")
            .Sample(3, ("event", "LeadershipWon"), ("level", "Information"))
            .ToString();

        Assert.Equal(
            """
            # HELP paxos_ready 1 when ready.
            # TYPE paxos_ready gauge
            paxos_ready 1
            # HELP paxos_events_total Events.
            # TYPE paxos_events_total counter
            paxos_events_total{event="LeadershipWon",level="Information"} 3

            """,
            text);
    }

    [Fact]
    public void Backslashes_quotes_and_line_feeds_in_a_label_are_escaped()
    {
        var text = new PrometheusText().Gauge("m", "h").Sample(1, ("name", "a\\b\"c\nd")).ToString();

        Assert.Contains("""m{name="a\\b\"c\nd"} 1""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Backslashes_and_line_feeds_in_a_help_text_are_escaped_and_quotes_are_not()
    {
        var text = new PrometheusText().Gauge("m", "a\\b\n\"c\"", 1).ToString();

        Assert.StartsWith("""# HELP m a\\b\n"c" """.TrimEnd(), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.00124, "0.00124")]
    [InlineData(1234567, "1234567")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_written_as_Go_reads_them(double value, string expected)
    {
        var text = new PrometheusText().Gauge("m", "h", value).ToString();

        Assert.EndsWith($"\nm {expected}\n", text, StringComparison.Ordinal);
    }
}
