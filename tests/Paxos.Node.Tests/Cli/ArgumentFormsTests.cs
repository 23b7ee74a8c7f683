using System.Globalization;

namespace Paxos.Node.Tests.Cli;

public sealed class ArgumentFormsTests
{
    [Fact]
    public async Task Host_and_port_before_the_verb_name_the_endpoint()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync("localhost", Text(node.Port), "write", "novo valor");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("Wrote values/00000000000000000002 at revision 2.\n", outcome.Output);
    }

    [Fact]
    public async Task Options_may_stand_before_host_and_port()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(
            "--timeout", "3s", "-o", "json", "127.0.0.1", Text(node.Port), "status");

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("{", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_names_the_endpoints_when_the_command_line_does_not()
    {
        await using var node = await FakeClientNode.StartAsync();
        var variables = new Dictionary<string, string> { ["PAXOS_ENDPOINTS"] = node.Endpoint };

        var outcome = await CommandLine.RunAsync(["status"], new MemoryStream(), variables);

        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Wrong_endpoints_in_the_environment_are_named_with_their_variable()
    {
        var variables = new Dictionary<string, string> { ["PAXOS_ENDPOINTS"] = "localhost" };

        var outcome = await CommandLine.RunAsync(["status"], new MemoryStream(), variables);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("PAXOS_ENDPOINTS is 'localhost'", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown verb 'wirte'. Did you mean 'write'?", "wirte", "x")]
    [InlineData("Unknown verb 'raed'. Did you mean 'read'?", "localhost", "6001", "raed")]
    [InlineData("Unknown verb 'frobnicate'. The verbs are write, read,", "frobnicate")]
    [InlineData("Unknown verb 'wirte'. Did you mean 'write'?", "localhost", "6001", "--timeout", "1s", "wirte", "x")]
    [InlineData("A port must be a number from 1 to 65535. It is 'abc'.", "localhost", "abc", "write", "x")]
    [InlineData("A port must be a number from 1 to 65535. It is '0'.", "localhost", "0", "write", "x")]
    [InlineData("A port must be a number from 1 to 65535. It is '65536'.", "localhost", "65536", "write", "x")]
    [InlineData("A port must be a number from 1 to 65535. It is '-1'.", "localhost", "-1", "write", "x")]
    [InlineData("A host must be a name or an address. It is 'no host'.", "no host", "6001", "read")]
    [InlineData("A verb is missing after 'localhost 6001'", "localhost", "6001")]
    [InlineData("A verb is missing;")]
    [InlineData("An endpoint must be HOST:PORT. It is 'localhost'.", "--endpoints", "localhost", "read")]
    [InlineData("A port must be a number from 1 to 65535. It is 'x'.", "--endpoints", "a:1,b:x", "read")]
    [InlineData("Endpoints are given twice", "--endpoints", "a:1", "localhost", "6001", "read")]
    [InlineData("Required argument missing for command: 'write'. See 'paxosctl write --help'.", "write")]
    [InlineData("Unrecognized command or argument 'b'.", "write", "a", "b")]
    [InlineData("Unknown option '--kye'. Did you mean '--key'?", "write", "--kye", "k", "v")]
    [InlineData("Unknown option '-x'.", "write", "-x", "v")]
    [InlineData("--timeout must be a duration above zero", "--timeout", "0s", "read")]
    [InlineData("It is 'soon'.", "--timeout", "soon", "read")]
    [InlineData(
        "--output must be one of table, wide, json, yaml. It is 'jso'. Did you mean 'json'?", "-o", "jso", "read")]
    [InlineData("--limit must be a whole number from 0 to 2147483647. It is '-1'.", "read", "--limit", "-1")]
    [InlineData("--from must be a whole number", "read", "--from", "x")]
    [InlineData(
        "--consistency must be one of linearizable, serializable. It is 'eventual'.",
        "read", "--consistency", "eventual")]
    [InlineData("--prefix needs a --key.", "read", "--prefix")]
    [InlineData("A key must have 1 to 4096 bytes. It has 0.", "write", "v", "--key", "")]
    [InlineData("A key must have 1 to 4096 bytes. It has 0.", "read", "--key", "")]
    [InlineData("A key must have 1 to 4096 bytes. It has 0.", "delete", "--key", "")]
    [InlineData("A key must have 1 to 4096 bytes. It has 0.", "cas", "v", "--key", "", "--expected", "0")]
    [InlineData("Option '--key' is required.", "delete")]
    [InlineData("Option '--expected' is required.", "cas", "v", "--key", "k")]
    [InlineData("REVISION must be a whole number from 1 to 9223372036854775807. It is '0'.", "compact", "0")]
    [InlineData("--workers must be a whole number from 1 to 10000. It is '0'.", "bench", "--workers", "0")]
    [InlineData("--op must be one of write, read, mixed. It is 'reed'. Did you mean 'read'?", "bench", "--op", "reed")]
    [InlineData("--size must be a whole number from 0 to 1572864.", "bench", "--size", "1572865")]
    [InlineData("--duration must be a duration above zero", "bench", "--duration", "0s")]
    [InlineData("--warmup must be a duration of zero or more", "bench", "--warmup", "-1s")]
    [InlineData("--interval must be at least 20ms. It is 1ms.", "watch-values", "--interval", "1ms")]
    [InlineData("Required command was not provided. See 'paxosctl local --help'.", "local")]
    public async Task Wrong_usage_is_named_in_one_line_and_ends_with_2(string expected, params string[] arguments)
    {
        var outcome = await CommandLine.RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Error.Count(character => character == '\n'));
        Assert.StartsWith("paxosctl: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_verbs_and_exit_codes()
    {
        var outcome = await CommandLine.RunAsync("--help");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("3  unreachable or timed out", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("watch-values", outcome.Output, StringComparison.Ordinal);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
