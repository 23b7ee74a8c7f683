using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Planning.Objects;
using YamlDotNet.RepresentationModel;

namespace Paxos.Operator.Tests.Packaging;

public sealed class ChartTests
{
    private const string Chart = "../charts/paxos-operator";

    [Fact]
    public void The_charts_definition_is_what_the_types_make_and_stays_when_the_chart_goes()
    {
        const string Name = $"  name: {ClusterDefinition.Name}\n";
        const string Kept = Name + "  {{- if .Values.crds.keep }}\n  annotations:\n    helm.sh/resource-policy: keep\n  {{- end }}\n";
        var definition = ClusterDefinition.ToYaml();
        Assert.DoesNotContain("{{", definition, StringComparison.Ordinal);

        Golden.Check(
            $"{Chart}/templates/crd.yaml",
            "{{- if .Values.crds.enabled }}\n" + definition.Replace(Name, Kept, StringComparison.Ordinal) + "{{- end }}\n");
    }

    [Fact]
    public void Every_value_has_its_place_in_the_schema_and_none_is_there_without_a_value()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Read("values.yaml")));
        var values = Keys((YamlMappingNode)stream.Documents.Single().RootNode);
        var schema = JsonNode.Parse(Read("values.schema.json"))!["properties"]!.AsObject();

        Assert.Equal(values, schema.Select(pair => pair.Key).Except(["global"]).Order());
        foreach (var (name, section) in schema.Where(pair => pair.Value!["properties"] is not null && pair.Key != "resources"))
        {
            var inner = (YamlMappingNode)((YamlMappingNode)stream.Documents[0].RootNode).Children[name];
            Assert.Equal(Keys(inner), section!["properties"]!.AsObject().Select(pair => pair.Key).Order());
        }
    }

    [Fact]
    public void The_operator_may_do_what_its_plans_need_and_never_delete_data_or_run_anything_in_a_pod()
    {
        var rules = Rules();

        foreach (var made in DesiredObjects.Of(Objects.ResourceCase.Read("minimal")))
        {
            var plural = made.Kind == "NetworkPolicy" ? "networkpolicies" : made.Kind.ToLowerInvariant() + "s";
            Assert.Superset(new HashSet<string> { "get", "list", "watch", "create", "patch" }, rules[plural]);
        }

        Assert.Equal(["delete", "get", "list", "watch"], rules["pods"].Order());
        Assert.DoesNotContain("delete", rules["persistentvolumeclaims"]);
        Assert.DoesNotContain(rules.Keys, resource =>
            resource is "secrets" or "nodes" or "*" || resource.StartsWith("pods/", StringComparison.Ordinal));
        Assert.All(rules.Values, verbs => Assert.DoesNotContain("*", verbs));
    }

    private static Dictionary<string, HashSet<string>> Rules()
    {
        var helpers = Read("templates/_helpers.tpl");
        var found = new Dictionary<string, HashSet<string>>();
        foreach (Match rule in Regex.Matches(helpers, @"resources: \[([^\]]*)\]\s*verbs: \[([^\]]*)\]"))
        {
            foreach (var resource in rule.Groups[1].Value.Split(", "))
            {
                found[resource] = [.. rule.Groups[2].Value.Split(", ")];
            }
        }

        return found;
    }

    private static List<string> Keys(YamlMappingNode node) =>
        [.. node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!).Order(StringComparer.Ordinal)];

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "tests", Chart, name));
}
