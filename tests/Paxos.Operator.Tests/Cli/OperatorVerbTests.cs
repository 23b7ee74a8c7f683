using System.CommandLine;
using System.Text.Json.Nodes;
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

        var (exitCode, yaml, _) = await CommandLine.RunAsync("operator", "render", "-f", Sample);
        var (_, json, _) = await CommandLine.RunAsync("operator", "render", "-f", Sample, "-o", "json");

        Assert.Equal(0, exitCode);
        Assert.Equal(DesiredObjects.ToYaml(objects), yaml);
        Assert.Equal(objects.Count, JsonNode.Parse(json)!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Mistakes_are_told_and_nothing_is_printed()
    {
        var file = Path.Combine(Repository.Root, "tests", "Paxos.Operator.Tests", "Rules", "acceptors-odd", "refused.yaml");

        var (exitCode, output, error) = await CommandLine.RunAsync("operator", "render", "-f", file);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("spec.acceptors.replicas must be odd", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_definition_is_printed() =>
        Assert.Equal(ClusterDefinition.ToYaml(), (await CommandLine.RunAsync("operator", "crd")).Output);

    [Theory]
    [InlineData("operator")]
    [InlineData("operator status")]
    [InlineData("operator report")]
    [InlineData("operator render")]
    public async Task Help_is_what_was_reviewed(string verb)
    {
        var (exitCode, output, _) = await CommandLine.RunAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, exitCode);
        Golden.Check(
            $"Paxos.Operator.Tests/Cli/help-{verb.Replace(' ', '-')}.txt",
            output.Replace(RootCommand.ExecutableName, "paxosctl", StringComparison.Ordinal));
    }
}
