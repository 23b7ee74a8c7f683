using System.Text.Json.Nodes;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Definition;

/// <summary>An object's fields as the structural schema of a custom resource definition.</summary>
internal static class DefinitionSchema
{
    /// <summary>Makes it.</summary>
    /// <param name="schema">The fields.</param>
    /// <param name="description">What the object is.</param>
    /// <param name="path">Where it lies, such as <c>spec.acceptors</c>; rules of that scope stand on it.</param>
    public static JsonObject Of(ObjectSchema schema, string description, string path)
    {
        var result = new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
        };
        if (schema.Fields.Where(field => field.IsRequired).Select(field => field.Name).ToArray() is { Length: > 0 } needed)
        {
            result["required"] = new JsonArray([.. needed.Select(name => JsonValue.Create(name))]);
        }

        var properties = new JsonObject();
        foreach (var field in schema.Fields)
        {
            properties[field.Name] = Of(field, ObjectSchema.Join(path, field.Name));
        }

        result["properties"] = properties;
        AddRules(result, path);
        return result;
    }

    /// <summary>Adds the rules that stand on an object.</summary>
    public static void AddRules(JsonObject schema, string path)
    {
        var rules = CelRules.All.Where(rule => rule.Scope == path).Select(rule => (JsonNode)RuleOf(rule)).ToArray();
        if (rules.Length > 0)
        {
            schema["x-kubernetes-validations"] = new JsonArray(rules);
        }
    }

    private static JsonObject RuleOf(CelRule rule)
    {
        var result = new JsonObject
        {
            ["rule"] = rule.Expression,
            ["message"] = $"{rule.Message} (rule {rule.Name})",
            ["messageExpression"] = rule.MessageExpression,
        };
        if (rule.Path != "metadata.name")
        {
            // The name has no schema of ours that a path could lead to.
            result["fieldPath"] = rule.Path[rule.Scope.Length..];
        }

        return result;
    }

    private static JsonObject Of(FieldSchema field, string path)
    {
        switch (field.Type)
        {
            case FieldType.Section:
                var section = Of(field.Fields!, Description(field), path);
                if (!field.IsRequired && path.StartsWith("spec.", StringComparison.Ordinal))
                {
                    // The server puts defaults into objects that are there; this makes them be there.
                    section["default"] = new JsonObject();
                }

                return section;
            case FieldType.SectionList:
                return ListOf(field, Of(field.Fields!, "One of them.", $"{path}[]"));
            case FieldType.TextList:
                var item = Text(field, new JsonObject { ["type"] = "string" });
                return ListOf(field, item);
            case FieldType.TextMap:
                var map = new JsonObject { ["description"] = Description(field), ["type"] = "object" };
                AddNumber(map, "maxProperties", field.ItemsMax);
                map["additionalProperties"] = Text(field, new JsonObject { ["type"] = "string" });
                return map;
            default:
                return Scalar(field);
        }
    }

    private static JsonObject ListOf(FieldSchema field, JsonObject item)
    {
        var list = new JsonObject { ["description"] = Description(field), ["type"] = "array" };
        AddNumber(list, "maxItems", field.ItemsMax);
        if (field.Key.Length > 0)
        {
            list["x-kubernetes-list-type"] = "map";
            list["x-kubernetes-list-map-keys"] = new JsonArray(field.Key);
        }

        list["items"] = item;
        return list;
    }

    private static JsonObject Scalar(FieldSchema field)
    {
        var result = new JsonObject { ["description"] = Description(field) };
        switch (field.Type)
        {
            case FieldType.Number:
                var isLong = (Nullable.GetUnderlyingType(field.Property.PropertyType) ?? field.Property.PropertyType) == typeof(long);
                result["type"] = "integer";
                result["format"] = isLong ? "int64" : "int32";
                AddNumber(result, "minimum", field.Minimum);
                AddNumber(result, "maximum", field.Maximum);
                break;
            case FieldType.Boolean:
                result["type"] = "boolean";
                break;
            case FieldType.Time:
                result["type"] = "string";
                result["format"] = "date-time";
                break;
            case FieldType.Quantity:
                // A number without a unit may stand without quotes, as in a pod's resources.
                result["x-kubernetes-int-or-string"] = true;
                result["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
                result["minimum"] = 0;
                result["pattern"] = field.Pattern;
                break;
            default:
                result["type"] = "string";
                Text(field, result);
                break;
        }

        if (DefaultOf(field) is { } value)
        {
            result["default"] = value;
        }

        return result;
    }

    private static JsonObject Text(FieldSchema field, JsonObject result)
    {
        if (field.Values.Count > 0)
        {
            result["enum"] = new JsonArray([.. field.Values.Select(value => JsonValue.Create(value))]);
        }

        if (field.Pattern is { } pattern)
        {
            result["pattern"] = pattern;
        }

        AddNumber(result, "maxLength", field.LengthMax);
        return result;
    }

    private static JsonValue? DefaultOf(FieldSchema field) => field.Default switch
    {
        null => null,
        int number => JsonValue.Create(number),
        bool truth => JsonValue.Create(truth),
        Enum or string or Quantity => JsonValue.Create(field.Default.ToString()),
        _ => null,
    };

    private static string Description(FieldSchema field)
    {
        var unit = field.Unit.Length > 0 ? $" In {field.Unit}." : "";
        var form = field.PatternText is { } text ? $" It must be {text}." : "";
        return field.Description + unit + form;
    }

    private static void AddNumber(JsonObject schema, string name, int? value)
    {
        if (value is { } number)
        {
            schema[name] = number;
        }
    }
}
