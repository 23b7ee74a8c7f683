using System.Text.RegularExpressions;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Tests.Definition;

/// <summary>
/// Each rule of the API server has a twin in the validator, and files that both take and both refuse: Rules/NAME/accepted*.yaml and
/// refused*.yaml. Where the rule is about a change, old.yaml is the resource before it.
/// </summary>
public sealed class CelRuleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Paxos.Operator.Tests", "Rules");

    private static readonly string[] Validators = ["ClusterRules", "PublishRules", "PlacementRules", "TransitionRules"];

    public static TheoryData<string> Names => [.. CelRules.All.Select(rule => rule.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_refuses_its_examples_and_nothing_else_does(string name)
    {
        var rules = CelRules.All.Where(rule => rule.Name == name).ToList();
        var refused = Examples(name, "refused").Select(file => (File: file, Errors: Errors(name, file))).ToList();

        foreach (var (file, errors) in refused)
        {
            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.True(error.Rule == rules[0].Twin, $"{file}: {error}"));
        }

        foreach (var rule in rules)
        {
            Assert.True(
                refused.Any(example => example.Errors.Any(error => error.Path == rule.Path)), $"No example breaks {name} at {rule.Path}.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_takes_its_examples(string name)
    {
        var accepted = Examples(name, "accepted");

        Assert.NotEmpty(accepted);
        Assert.All(accepted, file => Assert.Empty(Errors(name, file)));
    }

    [Fact]
    public void Every_rule_of_the_validator_has_its_twin_or_a_reason()
    {
        var cited = Validators
            .Select(type => Path.Combine(Repository.Root, "operator", "Paxos.Operator.Api", "Validation", $"{type}.cs"))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "(?:Fail|FailTwo|Warn)\\(\\s*\"([a-z-]+)\""))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

        Assert.True(cited.Count > 15);
        Assert.Empty(cited.Except(CelRules.All.Select(rule => rule.Name)).Except(CelRules.WithoutTwin.Select(rule => rule.Rule)));
        Assert.Empty(CelRules.WithoutTwin.Select(rule => rule.Rule).Except(cited));
    }

    [Fact]
    public void Every_rule_can_stand_in_the_definition()
    {
        Assert.All(CelRules.All, rule =>
        {
            Assert.DoesNotContain('\'', rule.Message);
            Assert.DoesNotContain('\n', rule.MessageExpression);
            Assert.EndsWith(".", rule.Message, StringComparison.Ordinal);
            Assert.StartsWith(rule.Scope, rule.Path, StringComparison.Ordinal);
            Assert.Equal(rule.Expression.Count(c => c == '('), rule.Expression.Count(c => c == ')'));
            Assert.Equal(rule.Given.Count(c => c == '('), rule.Given.Count(c => c == ')'));
            Assert.False(rule.IsTransition && rule.Scope != "spec", "A rule about a change stands on what is always there.");
        });
        Assert.Equal(CelRules.All.Count, CelRules.All.Select(rule => (rule.Scope, rule.Expression)).Distinct().Count());
    }

    [Fact]
    public void No_folder_of_examples_is_without_a_rule() =>
        Assert.Empty(Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).Except(CelRules.All.Select(rule => rule.Name)));

    private static List<string> Examples(string name, string prefix) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, name), $"{prefix}*.yaml").Order(StringComparer.Ordinal)];

    private static List<Finding> Errors(string name, string file)
    {
        var reading = ClusterReader.Read(File.ReadAllText(file));
        var old = Path.Combine(Folder, name, "old.yaml");
        return reading.Cluster is { } cluster && File.Exists(old)
            ? [.. TransitionRules.Check(Read(old), cluster)]
            : [.. reading.Errors];
    }

    private static PaxosCluster Read(string file) => Api.Samples.Valid(File.ReadAllText(file));
}
