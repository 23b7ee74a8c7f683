using System.Text.Json.Nodes;
using Paxos.ApiServer.Schema;

namespace Paxos.ApiServer.Tests;

/// <summary>Structural schemas: what a definition may be, and what it makes of an object.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("""{"type": "object"}""", null)]
    [InlineData("""{"type": "array", "items": {"type": "string"}}""", "x.type: Invalid value: must be object at the root")]
    [InlineData("""{"type": "object", "properties": {"a": {}}}""", "x.properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type": "object", "properties": {"a": {"x-kubernetes-preserve-unknown-fields": true}}}""", null)]
    [InlineData("""{"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}""", "x.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "integer", "maximum": 2, "default": 3}}}""", "x.properties[a].default: Invalid value: 3: x.properties[a].default in body should be less than or equal to 2")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "array"}}}""", "x.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": {"type": "object", "properties": {"k": {"type": "string"}}}}}}""", "x.properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    public void A_schema_that_is_not_structural_is_refused(string schema, string? finding)
    {
        var findings = StructuralRules.Check(JsonNode.Parse(schema)!.AsObject(), "x").Select(found => $"{found.Field}: {found.Message}");

        Assert.Equal(finding is null ? [] : [finding], findings);
    }

    [Fact]
    public void Unknown_fields_go_and_defaults_come_at_every_depth()
    {
        var schema = JsonNode.Parse("""
            {"type": "object", "properties": {"spec": {"type": "object", "properties": {
              "a": {"type": "integer", "default": 1},
              "list": {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "string", "default": "x"}}}},
              "map": {"type": "object", "additionalProperties": {"type": "string"}},
              "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}}
            """)!.AsObject();
        var value = JsonNode.Parse("""
            {"metadata": {"name": "n"}, "extra": 1,
              "spec": {"c": 1, "list": [{"d": 1}, {"b": "y"}], "map": {"k": "v"}, "free": {"e": {"f": 1}}}}
            """)!.AsObject();

        var unknown = Pruning.Prune(value, schema);
        Pruning.Default(value, schema);

        Assert.Equal(["extra", "spec.c", "spec.list[0].d"], unknown.Order(StringComparer.Ordinal));
        Assert.Equal(
            """{"metadata":{"name":"n"},"spec":{"list":[{"b":"x"},{"b":"y"}],"map":{"k":"v"},"free":{"e":{"f":1}},"a":1}}""",
            value.ToJsonString());
    }

    [Theory]
    [InlineData("""{"type": "string", "minLength": 2}""", "\"a\"", "at least 2 characters")]
    [InlineData("""{"type": "string", "pattern": "^a$"}""", "\"b\"", "should match '^a$'")]
    [InlineData("""{"type": "integer"}""", "1.5", "must be of type integer: \"number\"")]
    [InlineData("""{"type": "number", "multipleOf": 2}""", "3", "multiple of 2")]
    [InlineData("""{"x-kubernetes-int-or-string": true}""", "true", "must be of type")]
    [InlineData("""{"type": "array", "maxItems": 1, "items": {"type": "string"}}""", "[\"a\", \"b\"]", "at most 1 items")]
    [InlineData("""{"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}""", "[\"a\", \"a\"]", "Duplicate value: \"a\"")]
    [InlineData("""{"type": "object", "maxProperties": 1, "additionalProperties": {"type": "string"}}""", """{"a": "b", "c": "d"}""", "at most 1 properties")]
    [InlineData("""{"type": "string", "format": "date-time"}""", "\"yesterday\"", "must be of type date-time")]
    [InlineData("""{"type": "string"}""", "null", "must not be null")]
    public void A_value_that_breaks_a_rule_is_refused_with_the_rule(string schema, string value, string message)
    {
        var finding = Assert.Single(Validation.Check(JsonNode.Parse(value), JsonNode.Parse(schema)!.AsObject(), "x"));

        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }
}
