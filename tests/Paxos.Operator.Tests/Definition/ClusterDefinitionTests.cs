using System.Text;
using System.Text.Json.Nodes;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Api.Schema;
using Paxos.Operator.Api.Status;

namespace Paxos.Operator.Tests.Definition;

public sealed class ClusterDefinitionTests
{
    private const string Path = "../manifests/crd/paxosclusters.yaml";

    [Fact]
    public void The_file_is_what_the_types_make() => Golden.Check(Path, ClusterDefinition.ToYaml());

    [Fact]
    public void It_is_small_enough_for_the_annotation_of_kubectl_apply() =>
        Assert.InRange(Encoding.UTF8.GetByteCount(ClusterDefinition.ToJson().ToJsonString()), 1, 256 << 10);

    [Fact]
    public void Every_field_of_the_spec_has_its_type_default_range_and_form()
    {
        foreach (var (path, field) in ObjectSchema.Cluster.Leaves().Where(leaf => leaf.Path.StartsWith("spec.", StringComparison.Ordinal)))
        {
            var schema = SchemaAt(path);

            Assert.StartsWith(field.Description, (string)schema["description"]!, StringComparison.Ordinal);
            Assert.Equal(field.Minimum, field.Type == FieldType.Number ? (int?)schema["minimum"] : field.Minimum);
            Assert.Equal(field.Maximum, (int?)schema["maximum"]);
            Assert.Equal(field.Default is null || field.ItemsMax is not null ? null : field.Default.ToString()!.ToUpperInvariant(),
                schema["default"]?.ToString().ToUpperInvariant());
            Assert.Equal(field.ItemsMax, (int?)(schema["maxItems"] ?? schema["maxProperties"]));
        }
    }

    [Fact]
    public void Every_object_that_can_be_left_out_gets_its_fields_defaults()
    {
        var spec = SchemaAt("spec");

        Assert.NotNull(SchemaAt("spec.learners.storage")["default"]);
        Assert.NotNull(SchemaAt("spec.consensus")["default"]);
        Assert.Null(SchemaAt("spec.acceptors")["default"]);
        Assert.Equal(["version", "image", "acceptors"], spec["required"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public void Every_schema_is_structural()
    {
        Walk(SchemaAt(""), "");

        static void Walk(JsonObject schema, string path)
        {
            Assert.True(schema["type"] is not null || (bool?)schema["x-kubernetes-int-or-string"] == true, $"{path} has no type.");
            Assert.True(path.Length == 0 || path == "metadata" || schema["description"] is not null, $"{path} has no description.");
            foreach (var (name, inner) in schema["properties"]?.AsObject() ?? [])
            {
                Walk(inner!.AsObject(), ObjectSchema.Join(path, name));
            }

            if (schema["items"] is JsonObject items)
            {
                Assert.NotNull(items["type"]);
                foreach (var (name, inner) in items["properties"]?.AsObject() ?? [])
                {
                    Walk(inner!.AsObject(), $"{path}[].{name}");
                }
            }
        }
    }

    [Fact]
    public void Every_default_of_an_object_holds_what_that_object_requires()
    {
        Walk(SchemaAt(""), "");

        static void Walk(JsonObject schema, string path)
        {
            if (schema["default"] is JsonObject value)
            {
                Assert.All(schema["required"]?.AsArray() ?? [], name => Assert.True(value.ContainsKey((string)name!), $"{path}: {name}"));
            }

            foreach (var (name, inner) in schema["properties"]?.AsObject() ?? [])
            {
                Walk(inner!.AsObject(), ObjectSchema.Join(path, name));
            }
        }
    }

    [Fact]
    public void Columns_and_scale_lead_to_fields_that_are_there()
    {
        var version = ClusterDefinition.ToJson()["spec"]!["versions"]![0]!;
        var scale = version["subresources"]!["scale"]!.AsObject().Select(pair => (string)pair.Value!);
        var columns = version["additionalPrinterColumns"]!.AsArray().Select(column => (string)column!["jsonPath"]!);

        foreach (var path in scale.Concat(columns).Where(path => !path.Contains("[?", StringComparison.Ordinal)))
        {
            Assert.True(path == ".metadata.creationTimestamp" || SchemaAt(path[1..])["type"] is not null, path);
        }
    }

    [Fact]
    public void A_resource_that_nobody_looked_at_is_not_settled() =>
        Assert.Equal(new ClusterStatus().ObservedGeneration, (int)SchemaAt("status")["default"]!["observedGeneration"]!);

    private static JsonObject SchemaAt(string path)
    {
        var schema = ClusterDefinition.ToJson()["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            schema = schema["properties"]![name]!.AsObject();
        }

        return schema;
    }
}
