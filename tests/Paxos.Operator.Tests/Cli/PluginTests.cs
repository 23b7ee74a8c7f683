using System.CommandLine;
using Paxos.ApiServer.Tests.Tools;
using Paxos.Operator.Tests.Planning;

namespace Paxos.Operator.Tests.Cli;

/// <summary>The program as kubectl's plugin: by that name it has only the operator's verbs, and speaks of itself as it is typed.</summary>
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
        var unknown = await RunAsync("stats");
        var help = await RunAsync("--help");

        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("kubectl paxos: ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("See 'kubectl paxos status --help'.", wrong.Error, StringComparison.Ordinal);
        Assert.StartsWith("kubectl paxos: Unknown verb 'stats'. Did you mean 'status'?", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("  kubectl paxos [command] [options]", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(RootCommand.ExecutableName, help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tells_its_version() => Assert.Equal(0, (await RunAsync("--version")).ExitCode);

    [Fact]
    public async Task Real_kubectl_finds_the_program_by_a_link_and_passes_everything_on()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        File.CreateSymbolicLink(Path.Combine(staged.Folder, "kubectl-paxos"), Program);
        var kubectl = Tool.Find("kubectl", staged.Folder);

        var found = await kubectl.RunAsync("plugin", "list");
        var status = await kubectl.RunAsync("paxos", "status", "paxos", "-n", "prod", "--timeout", "60s");
        var (code, refused) = await kubectl.TryAsync(null, "paxos", "status", "paxo", "-n", "prod", "--timeout", "60s");

        Assert.Contains("kubectl-paxos", found, StringComparison.Ordinal);
        Assert.Matches("READY +yes", status);
        Assert.Equal(1, code);
        Assert.StartsWith("kubectl paxos: There is no PaxosCluster 'paxo'", refused, StringComparison.Ordinal);
    }

    // The copy beside the tests lacks what the tests take from ASP.NET; the one where it was built is whole.
    private static string Program => Path.Combine(
        AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Paxos.Operator.Tests"), Path.Combine("node", "Paxos.Cli"), StringComparison.Ordinal),
        "paxosctl");

    private static Task<CommandLine> RunAsync(params string[] arguments) => CommandLine.RunAsync(Name, [], null, arguments);
}
