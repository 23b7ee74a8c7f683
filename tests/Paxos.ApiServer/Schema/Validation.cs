using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Paxos.ApiServer.Schema;

/// <summary>Checks a value by a structural schema. Rules in CEL are not run.</summary>
internal sealed class Validation
{
    private readonly List<(string Field, string Message)> _findings = [];

    /// <summary>Everything that is wrong, each with its field.</summary>
    public static IReadOnlyList<(string Field, string Message)> Check(JsonNode? value, JsonObject schema, string path = "")
    {
        var validation = new Validation();
        validation.Visit(value, schema, path);
        return validation._findings;
    }

    private void Visit(JsonNode? value, JsonObject schema, string path)
    {
        if (value is null)
        {
            Require((bool?)schema["nullable"] == true, path, "Invalid value: \"null\": must not be null");
            return;
        }

        if (!HasType(value, schema))
        {
            Refuse(path, $"Invalid value: \"{TypeOf(value)}\": {path} in body must be of type {schema["type"]}: \"{TypeOf(value)}\"");
            return;
        }

        Common(value, schema, path);
        switch (value)
        {
            case JsonObject fields:
                Fields(fields, schema, path);
                break;
            case JsonArray items:
                Items(items, schema, path);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                Text((string)scalar!, schema, path);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                Number(scalar, schema, path);
                break;
        }
    }

    private void Common(JsonNode value, JsonObject schema, string path)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
        {
            var texts = string.Join(", ", allowed.Select(one => one?.ToJsonString()));
            Refuse(path, $"Unsupported value: {value.ToJsonString()}: supported values: {texts}");
        }

        if (schema["anyOf"] is JsonArray any && !any.Any(one => Check(value, (JsonObject)one!, path).Count == 0))
        {
            Refuse(path, $"Invalid value: {value.ToJsonString()}: {path} in body must validate at least one schema (anyOf)");
        }

        foreach (var one in schema["allOf"] as JsonArray ?? [])
        {
            Visit(value, (JsonObject)one!, path);
        }
    }

    private void Fields(JsonObject fields, JsonObject schema, string path)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => (string)name!))
        {
            Require(fields.ContainsKey(name), Join(path, name), "Required value");
        }

        Bound(fields.Count, schema, "minProperties", "maxProperties", path, "properties");
        foreach (var (name, child) in fields)
        {
            if (schema["properties"]?[name] is JsonObject known)
            {
                Visit(child, known, Join(path, name));
            }
            else if (schema["additionalProperties"] is JsonObject additional)
            {
                Visit(child, additional, Join(path, name));
            }
        }
    }

    private void Items(JsonArray items, JsonObject schema, string path)
    {
        Bound(items.Count, schema, "minItems", "maxItems", path, "items");
        var shape = new Fields.SchemaShape(schema);
        if (shape.List != global::Paxos.ApiServer.Fields.ListKind.Atomic)
        {
            foreach (var twice in items.GroupBy(shape.Element).Where(group => group.Count() > 1))
            {
                Refuse(path, $"Duplicate value: {twice.Key[2..]}");
            }
        }

        for (var i = 0; i < items.Count && schema["items"] is JsonObject inner; i++)
        {
            Visit(items[i], inner, $"{path}[{i}]");
        }
    }

    private void Text(string text, JsonObject schema, string path)
    {
        Bound(text.Length, schema, "minLength", "maxLength", path, "characters");
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, (string)pattern!))
        {
            Refuse(path, $"Invalid value: \"{text}\": {path} in body should match '{pattern}'");
        }

        if ((string?)schema["format"] == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            Refuse(path, $"Invalid value: \"{text}\": {path} in body must be of type date-time: \"{text}\"");
        }
    }

    private void Number(JsonValue value, JsonObject schema, string path)
    {
        var number = Decimal(value);
        if (schema["minimum"] is { } least && number < Decimal(least))
        {
            Refuse(path, $"Invalid value: {value.ToJsonString()}: {path} in body should be greater than or equal to {least}");
        }

        if (schema["maximum"] is { } most && number > Decimal(most))
        {
            Refuse(path, $"Invalid value: {value.ToJsonString()}: {path} in body should be less than or equal to {most}");
        }

        if (schema["multipleOf"] is { } step && number % Decimal(step) != 0)
        {
            Refuse(path, $"Invalid value: {value.ToJsonString()}: {path} in body should be a multiple of {step}");
        }
    }

    private void Bound(int count, JsonObject schema, string least, string most, string path, string what)
    {
        if (schema[least] is { } low && count < Decimal(low))
        {
            Refuse(path, $"Invalid value: {path} in body should have at least {low} {what}");
        }

        if (schema[most] is { } high && count > Decimal(high))
        {
            Refuse(path, $"Too many: {count}: must have at most {high} {what}");
        }
    }

    private void Require(bool isRight, string path, string message)
    {
        if (!isRight)
        {
            Refuse(path, message);
        }
    }

    private void Refuse(string path, string message) => _findings.Add((path.Length == 0 ? "<root>" : path, message));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static decimal Decimal(JsonNode value) => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool HasType(JsonNode value, JsonObject schema)
    {
        var actual = TypeOf(value);
        return (bool?)schema["x-kubernetes-int-or-string"] == true
            ? actual is "integer" or "string"
            : (string?)schema["type"] is not { } type || type == actual || (type == "number" && actual == "integer");
    }

    private static string TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => Decimal(value) % 1 == 0 ? "integer" : "number",
        _ => "null",
    };
}
