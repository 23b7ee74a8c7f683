using System.Text.RegularExpressions;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Tests.Api;

public sealed class SchemaTests
{
    public static TheoryData<string> Paths => [.. ObjectSchema.Cluster.Leaves().Select(leaf => leaf.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_field_is_described_bounded_and_has_a_default_that_keeps_its_own_rule(string path)
    {
        var field = ObjectSchema.Cluster.Leaves().Single(leaf => leaf.Path == path).Field;

        Assert.EndsWith(".", field.Description, StringComparison.Ordinal);
        Assert.False(field.IsRequired && field.Default is not null, "A field that must be given has no default.");
        Assert.Equal(field.Pattern is null, field.PatternText is null);
        Assert.True(field.Type != FieldType.Number || (field.Minimum is not null && field.Maximum is not null), "A number has a range.");
        Assert.Equal(field.Type is FieldType.TextList or FieldType.TextMap, field.ItemsMax is not null);
        switch (field.Default)
        {
            case int number:
                Assert.True(field.Holds(number));
                break;
            case string or Enum or Operator.Api.Quantity:
                Assert.True(field.Holds(field.Default.ToString()!));
                break;
        }
    }

    [Fact]
    public void Patterns_are_ones_that_an_API_server_understands_too()
    {
        var patterns = ObjectSchema.Cluster.Leaves().Select(leaf => leaf.Field.Pattern).OfType<string>().Distinct();

        // RE2 knows neither looking around nor going back.
        Assert.All(patterns, pattern => Assert.DoesNotMatch(@"\(\?[=!<]|\\[1-9]", pattern));
        Assert.All(patterns, pattern => Assert.Matches(new Regex(@"^\^.*\$$"), pattern));
    }

    [Fact]
    public void What_must_be_given_is_known_from_the_top()
    {
        var spec = ObjectSchema.Cluster.Fields.Single(field => field.Name == "spec").Fields!;

        Assert.Equal(["version", "image", "acceptors"], spec.Fields.Where(field => field.IsRequired).Select(field => field.Name));
    }

    [Theory]
    [InlineData("250m", "0.250")]
    [InlineData("2", "2")]
    [InlineData("1.5", "1.5")]
    [InlineData("1k", "1000")]
    [InlineData("512Mi", "536870912")]
    [InlineData("10Gi", "10737418240")]
    [InlineData("1T", "1000000000000")]
    public void An_amount_is_what_Kubernetes_makes_of_it(string text, string value) =>
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Operator.Api.Quantity.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("Gi")]
    [InlineData("1.")]
    [InlineData("9999999999999Gi")]
    [InlineData("1Gi\n")]
    [InlineData("999999999999Ti")]
    public void What_is_no_amount_is_refused(string text) => Assert.False(Operator.Api.Quantity.TryParse(text, out _));
}
