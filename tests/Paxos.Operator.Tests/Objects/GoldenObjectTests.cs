using Paxos.Operator.Planning.Objects;
using YamlDotNet.RepresentationModel;

namespace Paxos.Operator.Tests.Objects;

public sealed class GoldenObjectTests
{
    public static TheoryData<string> Names => ResourceCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_objects_are_what_was_reviewed(string name) => Golden.Check(
        $"Paxos.Operator.Tests/Objects/Golden/{name}.yaml",
        DesiredObjects.ToYaml(DesiredObjects.Of(ResourceCase.Stored(name), clusterId: "00c0ffee00c0ffee")));

    [Theory]
    [MemberData(nameof(Names))]
    public void Equal_resources_give_equal_objects(string name) => Assert.Equal(
        DesiredObjects.ToYaml(DesiredObjects.Of(ResourceCase.Read(name))),
        DesiredObjects.ToYaml(DesiredObjects.Of(ResourceCase.Read(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_YAML_reader_finds_as_many_documents(string name)
    {
        var objects = DesiredObjects.Of(ResourceCase.Read(name));
        var stream = new YamlStream();

        stream.Load(new StringReader(DesiredObjects.ToYaml(objects)));

        Assert.Equal(objects.Count, stream.Documents.Count);
    }
}
