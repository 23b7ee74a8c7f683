using Paxos.Operator.Api;
using Paxos.Operator.Api.Schema;

namespace Paxos.Swarm.Tests;

public sealed class GoldenStackTests
{
    public static TheoryData<string> Names => StackCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_stack_and_its_warnings_are_what_was_reviewed(string name)
    {
        var reviewed = new StackCase(name);

        var stack = StackGenerator.Generate(reviewed.Read());

        Golden.Check(reviewed.Stack, stack.ToYaml());
        Golden.Check(reviewed.Warnings, string.Concat(stack.Findings.Select(finding => $"{finding}\n")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Equal_resources_give_equal_stacks(string name)
    {
        var reviewed = new StackCase(name);

        Assert.Equal(StackGenerator.Generate(reviewed.Read()).ToYaml(), StackGenerator.Generate(reviewed.Read()).ToYaml());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_YAML_reader_finds_in_the_file_what_was_meant(string name)
    {
        var stack = StackGenerator.Generate(new StackCase(name).Read());

        Assert.Equal(stack.Document!.ToJsonString(), YamlJson.Read(stack.ToYaml()).Single().ToJsonString());
    }

    [Fact]
    public void The_case_with_everything_sets_every_field_to_something_else_than_its_default()
    {
        var cluster = new StackCase("everything").Read();
        var forgotten = ObjectSchema.Cluster.Leaves().Where(leaf => leaf.Path.Contains('.', StringComparison.Ordinal))
            .Where(leaf => IsDefault(leaf.Field, ValueAt(cluster, leaf.Path)))
            .Select(leaf => leaf.Path);

        Assert.Empty(forgotten);
    }

    private static bool IsDefault(FieldSchema field, object? value) => value switch
    {
        null => true,
        IReadOnlyList<string> list => list.Count == 0,
        IReadOnlyDictionary<string, string> map => map.Count == 0,
        _ => Equals(value, field.Default),
    };

    private static object? ValueAt(PaxosCluster cluster, string path)
    {
        object? value = cluster;
        var fields = ObjectSchema.Cluster;
        foreach (var name in path.Split('.'))
        {
            var field = fields!.Fields.Single(candidate => candidate.Name == name);
            value = field.ValueIn(value!);
            fields = field.Fields;
        }

        return value;
    }
}
