using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Selecting;

/// <summary>A selector of fields, such as <c>metadata.name=a,status.phase!=Running</c>; a missing field is an empty text.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string[] Path, bool IsEqual, string Value)> _tests = [];

    /// <summary>Reads a query's text.</summary>
    /// <exception cref="ApiException">A part has no operator.</exception>
    public static FieldSelector Parse(string? text)
    {
        var selector = new FieldSelector();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var isEqual = !part.Contains("!=", StringComparison.Ordinal);
            var sides = part.Split(isEqual ? "=" : "!=", 2);
            if (sides.Length != 2)
            {
                throw ApiException.BadRequest($"\"{part}\" is no field selector: it has no operator");
            }

            selector._tests.Add((sides[0].Split('.'), isEqual, sides[1].TrimStart('=')));
        }

        return selector;
    }

    /// <summary>Whether an object's fields fit.</summary>
    public bool Matches(JsonObject value) => _tests.TrueForAll(test =>
    {
        var found = test.Path.Aggregate((JsonNode?)value, (node, name) => (node as JsonObject)?[name]);
        return ((found?.ToString() ?? "") == test.Value) == test.IsEqual;
    });
}
