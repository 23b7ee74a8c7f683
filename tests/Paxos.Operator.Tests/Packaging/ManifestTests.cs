using System.Text.Json.Nodes;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>install.yaml and the kustomizations are what the chart renders, and nothing is written twice by hand.</summary>
public sealed class ManifestTests : IDisposable
{
    private const string Made = "# Made of charts/paxos-operator; do not edit. UPDATE_GOLDEN=1 makes it anew.\n";

    private static readonly string Manifests = Path.Combine(Repository.Root, "manifests");

    private readonly HelmChart chart = new();

    public void Dispose() => chart.Dispose();

    [Fact]
    public async Task Install_yaml_is_the_namespace_and_the_rendered_chart()
    {
        var space = await File.ReadAllTextAsync(Path.Combine(Manifests, "base", "namespace.yaml"));

        Golden.Check("../manifests/install.yaml", $"{Made}{space}{await chart.TextAsync("--skip-tests")}");
    }

    [Fact]
    public async Task The_base_is_the_rendered_chart_without_the_definition() => Golden.Check(
        "../manifests/base/operator.yaml", Made + await chart.TextAsync("--skip-tests", "--set", "crds.enabled=false"));

    [Fact]
    public async Task The_cluster_wide_overlay_has_the_objects_of_install_yaml()
    {
        var installed = YamlJson.Read(await File.ReadAllTextAsync(Path.Combine(Manifests, "install.yaml")));

        // Helm's own word to itself, on the definition.
        var definition = installed.Single(one => (string?)one["kind"] == "CustomResourceDefinition");
        Assert.True(definition["metadata"]!.AsObject().Remove("annotations"));
        Assert.Equal(Sorted(installed), Sorted(YamlJson.Read(await chart.KustomizeAsync(Overlay("cluster-wide")))));
    }

    [Fact]
    public async Task The_namespaced_overlay_has_the_objects_of_a_chart_that_watches_its_own_namespace()
    {
        var rendered = await chart.ObjectsAsync(
            "--skip-tests", "--set", $"crds.enabled=false,watchNamespace={HelmChart.Space}");
        var built = YamlJson.Read(await chart.KustomizeAsync(Overlay("namespaced")))
            .Where(one => (string?)one["kind"] is not ("CustomResourceDefinition" or "Namespace"))
            .ToList();

        // Here it is the namespace where the operator is, whatever that is called.
        var watched = Variable(built, "WATCH_NAMESPACE");
        Assert.Equal("""{"fieldRef":{"fieldPath":"metadata.namespace"}}""", watched["valueFrom"]!.ToJsonString());
        watched.Remove("valueFrom");
        watched["value"] = HelmChart.Space;
        Assert.Equal(Sorted(rendered), Sorted(built));
    }

    [Fact]
    public async Task An_overlay_on_it_moves_everything_by_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("paxos-overlay-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"),
                $"namespace: elsewhere\nresources: [{Path.GetRelativePath(folder, Overlay("namespaced"))}]\n");

            var built = await chart.KustomizeAsync(folder);

            Assert.DoesNotContain(HelmChart.Space, built, StringComparison.Ordinal);
            Assert.Contains("name: elsewhere", built, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Overlay(string name) => Path.Combine(Manifests, "overlays", name);

    private static JsonObject Variable(IEnumerable<JsonObject> objects, string name) => objects
        .Single(one => (string?)one["kind"] == "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray()
        .Select(variable => variable!.AsObject())
        .Single(variable => (string?)variable["name"] == name);

    private static IReadOnlyList<string> Sorted(IEnumerable<JsonObject> objects) =>
        [.. objects.Select(one => Ordered(one)!.ToJsonString()).Order(StringComparer.Ordinal)];

    // kustomize sorts keys, and puts what it patched before the others where a list is one of names.
    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Ordered(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Ordered).OrderBy(NameOf, StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };

    private static string NameOf(JsonNode? item) => item is JsonObject members && members.TryGetPropertyValue("name", out var name)
        ? (string)name!
        : "";
}
