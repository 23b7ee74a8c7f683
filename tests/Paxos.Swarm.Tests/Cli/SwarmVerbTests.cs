using System.CommandLine;
using System.Text.Json;

namespace Paxos.Swarm.Tests.Cli;

public sealed class SwarmVerbTests : IDisposable
{
    private const string Warning = "warning: spec.placement.acceptorNodes is not given, so a label says on which host each acceptor";

    private readonly string folder = Directory.CreateTempSubdirectory("paxos-swarm-").FullName;

    private static string Sample => new StackCase("documented").Resource;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_stack_goes_to_standard_output_and_the_warnings_to_standard_error()
    {
        var (exitCode, output, error) = await RunAsync("swarm", "generate", "-f", Sample);

        Assert.Equal(0, exitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "swarm", "stack.yml")), output);
        Assert.Contains($"paxosctl: {Sample}: {Warning}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stack_goes_to_a_file_and_the_next_command_is_told()
    {
        var file = Path.Combine(folder, "stack.yml");
        await File.WriteAllTextAsync(file, "an older stack");

        var (exitCode, output, _) = await RunAsync("swarm", "generate", "--file", Sample, "--output-file", file);

        Assert.Equal(0, exitCode);
        Assert.Equal($"Wrote {file}. Deploy it: docker stack deploy --compose-file {file} paxos\n", output);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "swarm", "stack.yml")), await File.ReadAllTextAsync(file));
        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task The_resource_may_come_from_standard_input_and_the_stack_may_be_JSON()
    {
        var input = await File.ReadAllTextAsync(Sample);

        var (exitCode, output, _) = await ReadingAsync(input, "swarm", "generate", "-f", "-", "-o", "json");

        Assert.Equal(0, exitCode);
        using var document = JsonDocument.Parse(output);
        Assert.Equal(10, document.RootElement.GetProperty("services").EnumerateObject().Count());
    }

    [Fact]
    public async Task All_mistakes_are_told_with_their_places_and_nothing_is_written()
    {
        var file = Path.Combine(folder, "stack.yml");
        var input = (await File.ReadAllTextAsync(Sample))
            .Replace("webFrom: 8001", "webFrom: 6000", StringComparison.Ordinal)
            .Replace("  version:", "  vresion:", StringComparison.Ordinal);

        var (exitCode, output, error) = await ReadingAsync(input, "swarm", "generate", "-f", "-", "--output-file", file);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Equal(
            [
                "paxosctl: standard input has 3 mistakes:",
                "  line 7, column 3: spec has no field 'vresion'. Did you mean 'version'?",
                "  line 7, column 3: spec.version is missing. It must be at most 63 characters: a version such as 0.1.0 or 1.2.0-rc.1, "
                    + "in quotes.",
                "  line 38, column 17: spec.publish.clientFrom must leave the pages' ports alone. They are 6001–6002 for the client nodes "
                    + "and 6000–6009 for the pages (spec.publish.webFrom).",
                "",
            ],
            error.Split('\n'));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task What_Swarm_cannot_give_is_a_mistake()
    {
        var input = await File.ReadAllTextAsync(Sample) + "  placement:\n    acceptorSpread: Required\n";

        var (exitCode, output, error) = await ReadingAsync(input, "swarm", "generate", "-f", "-");

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(
            "paxosctl: standard input: spec.placement.acceptorSpread must not be Required for Swarm", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var (exitCode, _, error) = await RunAsync("swarm", "generate", "-f", Path.Combine(folder, "none.yaml"));

        Assert.Equal(1, exitCode);
        Assert.Contains("none.yaml", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var file = Path.Combine(folder, "none", "stack.yml");

        var (exitCode, _, error) = await RunAsync("swarm", "generate", "-f", Sample, "--output-file", file);

        Assert.Equal(1, exitCode);
        Assert.Contains(Path.Combine(folder, "none"), error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Option '--file' is required", "swarm", "generate")]
    [InlineData("Required argument missing for option: '-f'", "swarm", "generate", "-f")]
    [InlineData("Unknown option '--output-fiel'. Did you mean '--output-file'?", "swarm", "generate", "-f", "x", "--output-fiel", "y")]
    [InlineData("Required command was not provided", "swarm")]
    public async Task Wrong_usage_is_told(string expected, params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("swarm")]
    [InlineData("swarm generate")]
    [InlineData("swarm deploy")]
    [InlineData("swarm status")]
    [InlineData("swarm upgrade")]
    [InlineData("swarm scale")]
    public async Task Help_is_what_was_reviewed(string verb)
    {
        var (exitCode, output, _) = await RunAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, exitCode);
        Golden.Check(
            $"Paxos.Swarm.Tests/Cli/help-{verb.Replace(' ', '-')}.txt",
            output.Replace(RootCommand.ExecutableName, "paxosctl", StringComparison.Ordinal));
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        ReadingAsync("", arguments);

    private static async Task<(int ExitCode, string Output, string Error)> ReadingAsync(string input, params string[] arguments)
    {
        var outcome = await CommandLine.RunAsync(docker: null, input, arguments);
        return (outcome.ExitCode, outcome.Output, outcome.Error);
    }
}
