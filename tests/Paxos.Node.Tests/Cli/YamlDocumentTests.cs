using System.Text.Json.Nodes;
using Paxos.Operator.Api.Yaml;
using YamlDotNet.Serialization;

namespace Paxos.Node.Tests.Cli;

public sealed class YamlDocumentTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("yes")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("a: b")]
    [InlineData("- a")]
    [InlineData("# no comment")]
    [InlineData(" padded ")]
    [InlineData("two\nlines")]
    [InlineData("\u0001\"\\")]
    [InlineData("ação ✓")]
    public void A_string_is_read_back_as_it_was(string text)
    {
        var yaml = Yaml(new JsonObject { ["text"] = text });

        var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<Dictionary<string, object>>(yaml);

        Assert.Equal(text, read["text"]);
    }

    [Fact]
    public void Numbers_truth_nothing_and_empty_collections_are_plain()
    {
        var document = new JsonObject
        {
            ["number"] = 42,
            ["truth"] = true,
            ["nothing"] = null,
            ["list"] = new JsonArray(),
            ["members"] = new JsonObject(),
        };

        Assert.Equal("number: 42\ntruth: true\nnothing: null\nlist: []\nmembers: {}\n", Yaml(document));
    }

    private static string Yaml(JsonNode document)
    {
        var output = new StringWriter { NewLine = "\n" };
        YamlDocument.Write(document, output);
        return output.ToString();
    }
}
