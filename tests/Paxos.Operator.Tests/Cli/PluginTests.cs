using System.CommandLine;

namespace Paxos.Operator.Tests.Cli;

/// <summary>The program as kubectl's plugin: by its other name it has only the operator's verbs, and speaks of itself as it is typed.</summary>
public sealed class PluginTests
{
    private const string Name = "/usr/local/bin/kubectl-paxos";

    private static string Sample => Path.Combine(Repository.Root, "manifests", "samples", "minimal.yaml");

    [Fact]
    public async Task A_verb_of_the_plugin_is_one_of_the_operator()
    {
        var plugin = await RunAsync("render", "-f", Sample);
        var whole = await CommandLine.RunAsync("operator", "render", "-f", Sample);

        Assert.Equal((0, whole.Output), (plugin.ExitCode, plugin.Output));
    }

    [Theory]
    [InlineData("paxosctl")]
    [InlineData("/opt/kubectl-paxos/paxosctl")]
    [InlineData("kubectl-paxos2")]
    public async Task By_any_other_name_it_is_paxosctl(string name)
    {
        var run = await CommandLine.RunAsync(name, [], null, ["crd"]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("paxosctl: Unknown verb 'crd'.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_and_help_name_what_works_when_it_is_typed()
    {
        var wrong = await RunAsync("status");
        var help = await RunAsync("--help");

        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("kubectl paxos: ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("See 'kubectl paxos status --help'.", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("  kubectl paxos [command] [options]", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(RootCommand.ExecutableName, help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tells_its_version() => Assert.Equal(0, (await RunAsync("--version")).ExitCode);

    private static Task<CommandLine> RunAsync(params string[] arguments) => CommandLine.RunAsync(Name, [], null, arguments);
}
