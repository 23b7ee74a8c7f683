using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Paxos.Cli;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Tests.Cli;

public sealed class OperatorVerbTests
{
    private static string Sample => Path.Combine(Repository.Root, "manifests", "samples", "minimal.yaml");

    [Fact]
    public async Task Every_object_is_printed_as_YAML_or_as_one_list()
    {
        var objects = DesiredObjects.Of(Objects.ResourceCase.Read("minimal"));

        var (exitCode, yaml, _) = await RunAsync("operator", "render", "-f", Sample);
        var (_, json, _) = await RunAsync("operator", "render", "-f", Sample, "-o", "json");

        Assert.Equal(0, exitCode);
        Assert.Equal(DesiredObjects.ToYaml(objects), yaml);
        Assert.Equal(objects.Count, JsonNode.Parse(json)!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Mistakes_are_told_and_nothing_is_printed()
    {
        var file = Path.Combine(Repository.Root, "tests", "Paxos.Operator.Tests", "Rules", "acceptors-odd", "refused.yaml");

        var (exitCode, output, error) = await RunAsync("operator", "render", "-f", file);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("spec.acceptors.replicas must be odd", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_definition_is_printed() =>
        Assert.Equal(ClusterDefinition.ToYaml(), (await RunAsync("operator", "crd")).Output);

    [Theory]
    [InlineData("operator")]
    [InlineData("operator render")]
    public async Task Help_is_what_was_reviewed(string verb)
    {
        var (exitCode, output, _) = await RunAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, exitCode);
        Golden.Check(
            $"Paxos.Operator.Tests/Cli/help-{verb.Replace(' ', '-')}.txt",
            output.Replace(RootCommand.ExecutableName, "paxosctl", StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var surroundings = new Surroundings
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes("")),
            Output = output,
            Error = error,
            Variable = _ => null,
        };
        var exitCode = await new Paxosctl(surroundings).RunAsync(arguments, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
