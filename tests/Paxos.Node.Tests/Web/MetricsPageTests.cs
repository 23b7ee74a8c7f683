using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Paxos.Node.Telemetry;
using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

public sealed partial class MetricsPageTests
{
    private readonly EventCounters events = new();

    [Fact]
    public void Every_line_is_a_comment_or_a_sample_of_the_metric_before_it()
    {
        events.Count("LeadershipWon", LogLevel.Information);

        var family = "";
        foreach (var line in Write(StatusSamples.Everything).TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var match = SamplePattern().Match(line);
                Assert.True(match.Success, line);
                Assert.Equal(family, match.Groups["name"].Value);
            }
        }
    }

    [Fact]
    public void No_metric_is_declared_twice()
    {
        var types = Write(StatusSamples.Everything)
            .Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(types.Distinct(), types);
    }

    [Theory]
    [InlineData("paxos_ready", 1)]
    [InlineData("paxos_leader", 1)]
    [InlineData("paxos_leader_known", 1)]
    [InlineData("paxos_ballot_round", 42)]
    [InlineData("paxos_chosen_slot", 1_234_567)]
    [InlineData("paxos_applied_slot", 1_234_560)]
    [InlineData("paxos_condition{condition=\"Ready\"}", 1)]
    [InlineData("paxos_condition{condition=\"Blank\"}", 0)]
    [InlineData("paxos_members{state=\"Alive\"}", 8)]
    [InlineData("paxos_members{state=\"Dead\"}", 1)]
    [InlineData("paxos_proposer_state{state=\"Leading\"}", 1)]
    [InlineData("paxos_proposer_last_election_seconds", 0.184)]
    [InlineData("paxos_acceptor_journal_bytes", 134_217_728)]
    [InlineData("paxos_acceptor_fsync_last_seconds", 0.00124)]
    [InlineData("paxos_acceptor_fsync_max_seconds", 0.0485)]
    [InlineData("paxos_learner_revision", 2_450_118)]
    [InlineData("paxos_client_requests_total", 2_451_003)]
    [InlineData("paxos_events_total{event=\"LeadershipWon\",level=\"Information\"}", 2)]
    [InlineData("paxos_log_lines_total{level=\"Warning\"}", 1)]
    [InlineData("process_resident_memory_bytes", 93_400_000)]
    [InlineData("process_start_time_seconds", 1_767_323_045)]
    public void A_sample_has_the_value_that_the_status_holds(string name, double expected)
    {
        events.Count("LeadershipWon", LogLevel.Information);
        events.Count("LeadershipWon", LogLevel.Information);

        var line = Write(StatusSamples.Everything)
            .Split('\n')
            .Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal));

        Assert.Equal(expected, double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture), 9);
    }

    [Fact]
    public void A_node_without_a_role_has_no_metrics_of_it()
    {
        var text = Write(StatusSamples.Blank);

        Assert.Contains("paxos_acceptor_no_space 1\n", text, StringComparison.Ordinal);
        Assert.Contains("paxos_leader_known 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("paxos_proposer_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("paxos_learner_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("paxos_client_", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        """^(?<name>[a-z_][a-z0-9_]*)(\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\})? -?[0-9.]+(E[+-][0-9]+)?$""")]
    private static partial Regex SamplePattern();

    private string Write(NodeStatus status)
    {
        using var logs = new LogRing(new LogRingOptions(), TimeProvider.System);
        logs.Append(LogLevel.Warning, "Test", 0, "text");
        return MetricsPage.Write(status, logs, events);
    }
}
