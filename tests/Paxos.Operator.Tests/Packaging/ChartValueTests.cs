using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>Values of the chart: each means something, and what it may not be is refused by helm itself, with place and rule.</summary>
public sealed class ChartValueTests : IDisposable
{
    private readonly HelmChart chart = new();

    public void Dispose() => chart.Dispose();

    [Theory]
    [InlineData("replicas=\"two\"", "'/replicas': got string, want integer")]
    [InlineData("replicas=4", "'/replicas': maximum: got 4, want 3")]
    [InlineData("crds.enabled=\"yes\"", "'/crds/enabled': got string, want boolean")]
    [InlineData("logging.level=\"loud\"", "'/logging/level': value must be one of 'information', 'debug', 'warning', 'error'")]
    [InlineData("watchNamespace=\"Prod_1\"", "'/watchNamespace': 'Prod_1' does not match pattern")]
    [InlineData("resources.limits.memory=\"lots\"", "'/resources/limits/memory': 'lots' does not match pattern")]
    [InlineData("tolerations={\"key\": \"a\"}", "'/tolerations': got object, want array")]
    [InlineData("image.repository=\"\"", "'/image/repository': minLength: got 0, want 1")]
    [InlineData("image.pullSecrets=\"one\"", "'/image/pullSecrets': got string, want array")]
    [InlineData("podLabels={\"a\": 1}", "'/podLabels/a': got number, want string")]
    [InlineData("replica=1", "at '': additional properties 'replica' not allowed")]
    [InlineData("image.registry=\"a\"", "at '/image': additional properties 'registry' not allowed")]
    public async Task What_a_value_may_not_be_is_refused_with_place_and_rule(string value, string message)
    {
        var (code, text) = await chart.TryAsync("--set-json", value);

        Assert.Equal(1, code);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_value_of_another_type_is_refused()
    {
        var values = Leaves(YamlJson.Read(HelmChart.Read("values.yaml")).Single(), "").ToList();

        Assert.InRange(values.Count, 20, 60);
        foreach (var (path, value) in values)
        {
            // No value may be a truth value in one place and a text in another.
            var wrong = value is JsonValue truth && truth.TryGetValue<bool>(out _) ? "\"true\"" : "true";
            var (code, text) = await chart.TryAsync("--set-json", $"{path}={wrong}");
            var place = $"at '/{path.Replace('.', '/')}': ";
            Assert.True(code == 1 && text.Contains(place, StringComparison.Ordinal), $"{path}={wrong}: {text}");
        }
    }

    [Fact]
    public void Every_value_is_used_by_a_template()
    {
        var templates = string.Concat(Directory.EnumerateFiles(
            Path.Combine(HelmChart.Folder, "templates"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));

        foreach (var (path, _) in Leaves(YamlJson.Read(HelmChart.Read("values.yaml")).Single(), ""))
        {
            // A template may take a whole section, as with resources.
            var parts = path.Split('.');
            Assert.Contains(Enumerable.Range(1, parts.Length), length => Regex.IsMatch(
                templates, $@"\.Values\.{Regex.Escape(string.Join('.', parts[..length]))}\b(?!\.)"));
        }
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonObject values, string prefix) => values.SelectMany(pair =>
        pair.Value is JsonObject { Count: > 0 } section
            ? Leaves(section, $"{prefix}{pair.Key}.")
            : [($"{prefix}{pair.Key}", pair.Value)]);
}
