using Microsoft.Extensions.Logging;
using Paxos.Node.Settings;
using Paxos.Node.Telemetry;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node.Tests.Settings;

public sealed class NodeOptionsReaderTests
{
    private const string Acceptors = "a1=127.0.0.1:7004,a2=127.0.0.1:7005,a3=127.0.0.1:7006";

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    [Fact]
    public void The_least_that_a_proposer_needs_gives_the_documented_defaults()
    {
        var options = Valid($"--name p1 --role proposer --acceptors {Acceptors}");

        Assert.Equal("p1", options.Name);
        Assert.Equal([Role.Proposer], options.Roles);
        Assert.Equal("127.0.0.1:7000", options.PeerAddress);
        Assert.Equal("127.0.0.1:8000", options.WebAddress);
        Assert.Equal(string.Empty, options.ClientAddress);
        Assert.Null(options.Data);
        Assert.Equal(["a1", "a2", "a3"], options.Acceptors.Select(node => node.Name));
        Assert.Equal(new ProtocolOptions(), options.Protocol);
        Assert.Equal(new GossipOptions(), options.Gossip);
        Assert.Equal(64 << 20, options.JournalSegmentBytes);
        Assert.Equal(LogLevel.Information, options.LogLevel);
        Assert.Equal(LogFormat.Text, options.LogFormat);
    }

    [Fact]
    public void Roles_are_ordered_whatever_the_order_given()
    {
        var options = Valid($"--name a1 --role client,learner,acceptor,proposer --data x --acceptors {Acceptors}");

        Assert.Equal([Role.Proposer, Role.Acceptor, Role.Learner, Role.Client], options.Roles);
        Assert.Equal("127.0.0.1:6001", options.ClientAddress);
    }

    [Fact]
    public void The_command_line_beats_the_environment_which_beats_the_file_which_beats_the_default()
    {
        using var file = new SettingsFile("webPort: 1001\npeerPort: 1002\nlogLevel: debug\nacceptors: [a1=h:1]\n");
        var environment = new Dictionary<string, string>
        {
            ["PAXOS_WEB_PORT"] = "2001",
            ["PAXOS_PEER_PORT"] = "2002",
            ["PAXOS_CONFIG"] = file.Path,
            ["PAXOS_ENDPOINTS"] = "paxosctl's own",
        };

        var options = NodeOptionsReader.Read(
            ["--name", "p1", "--role", "proposer", "--web-port", "3001"], environment, out var mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(3001, options!.WebPort);
        Assert.Equal(2002, options.PeerPort);
        Assert.Equal(LogLevel.Debug, options.LogLevel);
        Assert.Equal(500, options.Protocol.ElectionMinimumMilliseconds);
    }

    [Fact]
    public void A_list_may_be_a_sequence_or_a_text_with_commas_or_an_option_given_twice()
    {
        using var file = new SettingsFile($"acceptors:\n  - a1=h:1\n  - a2=h:2\npeers: p1=h:3, p2=h:4\n");

        var fromFile = Valid($"--name p1 --role proposer --config {file.Path}");
        var fromOptions = Valid("--name p1 --role proposer --acceptors a1=h:1 --acceptors a2=h:2");

        Assert.Equal(["a1", "a2"], fromFile.Acceptors.Select(node => node.Name));
        Assert.Equal(["p1", "p2"], fromFile.Peers.Select(node => node.Name));
        Assert.Equal(["a1", "a2"], fromOptions.Acceptors.Select(node => node.Name));
    }

    [Fact]
    public void Gossip_goes_by_its_settings()
    {
        var options = Valid(
            $"--name p1 --role proposer --acceptors {Acceptors} --gossip-probe-interval-milliseconds 1000 "
            + "--gossip-ack-timeout-milliseconds 300 --gossip-indirect-probes 3 --gossip-suspicion-multiplier 5");

        Assert.Equal(
            new GossipOptions
            {
                ProbeIntervalMilliseconds = 1_000,
                AckTimeoutMilliseconds = 300,
                IndirectProbes = 3,
                SuspicionMultiplier = 5,
            },
            options.Gossip);
        options.Gossip.Check();
    }

    [Fact]
    public void An_IPv6_address_stands_in_brackets_before_a_port()
    {
        var options = Valid("--name p1 --role proposer --acceptors a1=[::1]:1 --listen-address [::] --advertise-address ::1");

        Assert.Equal("[::1]:7000", options.PeerAddress);
        Assert.Equal("[::1]:1", options.Acceptors[0].Address);
    }

    [Theory]
    [InlineData("--role proposer --acceptors a1=h:1", "name is missing: give --name, PAXOS_NAME, or 'name'")]
    [InlineData("--name p1 --acceptors a1=h:1", "role is missing")]
    [InlineData("--name p1 --role proposer", "acceptors is missing")]
    [InlineData("--name P1 --role proposer --acceptors a1=h:1", "name must be 1 to 63 lower-case letters")]
    [InlineData("--name p1 --role boss --acceptors a1=h:1", "role must be proposer, acceptor, learner or client. It is \"boss\"")]
    [InlineData("--name p1 --role proposer,proposer --acceptors a1=h:1", "role must not repeat itself")]
    [InlineData("--name p1 --role proposer --acceptors a1", "acceptors must be name=host:port")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:70000", "acceptors must be name=host:port")]
    [InlineData("--name p1 --role proposer --acceptors a1=::1:70", "acceptors must be name=host:port")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1,a1=h:2", "'a1' has h:1 and h:2")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --peers a1=h:2", "'a1' has h:1 and h:2")]
    [InlineData("--name a1 --role proposer --acceptors a1=h:1", "acceptors must not name this node, 'a1'")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --web-port 80a", "web-port must be a whole number from 1 to 65535. It is \"80a\"")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --web-port 0", "web-port must be a whole number from 1 to 65535. It is \"0\"")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --web-port 7000", "web-port and peer-port must differ")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --web-port 1 --web-port 2", "--web-port must be given once")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --web-port", "--web-port needs a value")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --web-prt 1", "Unknown argument '--web-prt' (command line). Did you mean '--web-port'?")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 extra", "Unknown argument 'extra'")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --data d", "data must not be given")]
    [InlineData("--name l1 --role learner --acceptors a1=h:1", "data is missing: the roles acceptor and learner keep a disk")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --client-port 1", "client-port must not be given")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --listen-address here", "listen-address must be an IPv4 or IPv6 address")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --listen-address 0.0.0.0", "advertise-address is missing")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --advertise-address 0.0.0.0", "advertise-address must be a host name")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --cluster-id 12", "cluster-id must be 16 hexadecimal digits")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --cluster-id 0000000000000000", "that are not all 0")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --heartbeat-milliseconds 200", "at least four times heartbeat-milliseconds")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --election-maximum-milliseconds 500", "must be above election-minimum-milliseconds. They are 500 and 500")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --journal-segment-mebibytes 1", "journal-segment-mebibytes must be a whole number from 4")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --gossip-probe-interval-milliseconds 49", "gossip-probe-interval-milliseconds must be a whole number from 50 to 10000. It is \"49\"")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --gossip-ack-timeout-milliseconds 500", "must be below gossip-probe-interval-milliseconds, so that others can still try within the interval. They are 500 and 500")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --gossip-indirect-probes 17", "gossip-indirect-probes must be a whole number from 0 to 16")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --gossip-suspicion-multiplier 0", "gossip-suspicion-multiplier must be a whole number from 1 to 20")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --log-level loud", "log-level must be trace, debug, information, warning, error or critical")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --log-format xml", "log-format must be text or json")]
    [InlineData("--name p1 --role proposer --acceptors a1=h:1 --config /nowhere/at-all.yaml", "config must be a file that can be read")]
    public void A_wrong_setting_is_named_with_its_value_and_its_rule(string arguments, string expected)
    {
        var options = NodeOptionsReader.Read(Split(arguments), Nothing, out var mistakes);

        Assert.Null(options);
        Assert.Contains(mistakes, mistake => mistake.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("webport: 1", "line 1, column 1", "Unknown key 'webport'", "Did you mean 'webPort'?")]
    [InlineData("logLevel: debug\n\nfoo: 1", "line 3, column 1", "Unknown key 'foo'", "lists all")]
    [InlineData("config: other.yaml", "line 1, column 1", "Unknown key 'config'", "")]
    [InlineData("logLevel: info", "line 1, column 11", "log-level must be trace", "It is \"info\"")]
    [InlineData("webPort: [1, 2]", "line 1, column 10", "'webPort' must be one text or number", "")]
    [InlineData("acceptors: {a: b}", "line 1, column 12", "'acceptors' must be a sequence of texts", "")]
    [InlineData("- a\n- b", "line 1, column 1", "one mapping of settings", "")]
    [InlineData("webPort: 1\nwebPort: 2", "line 2", "Duplicate key", "")]
    [InlineData("a: [", "column", "this is not YAML", "")]
    public void A_mistake_in_the_file_is_told_with_its_place(string text, string place, string problem, string hint)
    {
        using var file = new SettingsFile(text);

        var options = NodeOptionsReader.Read(
            Split($"--name p1 --role proposer --acceptors a1=h:1 --config {file.Path}"), Nothing, out var mistakes);

        Assert.Null(options);
        var mistake = Assert.Single(mistakes);
        Assert.Contains(place, mistake, StringComparison.Ordinal);
        Assert.Contains(problem, mistake, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(hint, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_variable_with_our_prefix_is_a_mistake()
    {
        var environment = new Dictionary<string, string> { ["PAXOS_WEBPORT"] = "1" };

        NodeOptionsReader.Read(Split("--name p1 --role proposer --acceptors a1=h:1"), environment, out var mistakes);

        Assert.Equal(["Unknown setting 'PAXOS_WEBPORT' (environment). Did you mean 'PAXOS_WEB_PORT'?"], mistakes);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        NodeOptionsReader.Read(Split("--name P --role x --web-port y"), Nothing, out var mistakes);

        Assert.Equal(4, mistakes.Count);
    }

    private static NodeOptions Valid(string arguments)
    {
        var options = NodeOptionsReader.Read(Split(arguments), Nothing, out var mistakes);
        Assert.Empty(mistakes);
        return options!;
    }

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
