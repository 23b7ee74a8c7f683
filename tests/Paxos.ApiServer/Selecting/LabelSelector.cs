using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Selecting;

/// <summary>A selector of labels, as text in a query or as an object in a spec.</summary>
internal sealed class LabelSelector
{
    private readonly List<Func<JsonObject?, bool>> _tests = [];

    /// <summary>Reads a query's text, such as <c>a=b,c!=d,e in (f,g),!h</c>.</summary>
    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        foreach (var part in Split(text ?? ""))
        {
            selector._tests.Add(Test(part));
        }

        return selector;
    }

    /// <summary>Reads an object with <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
    public static LabelSelector Of(JsonNode? value)
    {
        var selector = new LabelSelector();
        foreach (var (name, wanted) in value?["matchLabels"] as JsonObject ?? [])
        {
            selector._tests.Add(labels => (string?)labels?[name] == (string?)wanted);
        }

        foreach (var expression in value?["matchExpressions"] as JsonArray ?? [])
        {
            var values = (expression!["values"] as JsonArray ?? []).Select(one => (string)one!).ToArray();
            selector._tests.Add(Set((string)expression["key"]!, (string)expression["operator"]!, values));
        }

        return selector;
    }

    /// <summary>Whether an object's labels fit.</summary>
    public bool Matches(JsonObject value) => _tests.TrueForAll(test => test(value["metadata"]?["labels"] as JsonObject));

    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (i > start)
                {
                    yield return text[start..i].Trim();
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            }
        }
    }

    private static Func<JsonObject?, bool> Test(string part)
    {
        if (part.Contains('('))
        {
            var words = part[..part.IndexOf('(')].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = part[(part.IndexOf('(') + 1)..].TrimEnd(')').Split(',', StringSplitOptions.TrimEntries);
            return Set(words[0], words[1] == "in" ? "In" : "NotIn", values);
        }

        if (part.Contains("!=", StringComparison.Ordinal))
        {
            var sides = part.Split("!=");
            return Set(sides[0].Trim(), "NotIn", [sides[1].Trim()]);
        }

        if (part.Contains('='))
        {
            var sides = part.Split('=', 2);
            return Set(sides[0].Trim(), "In", [sides[1].TrimStart('=').Trim()]);
        }

        return part.StartsWith('!') ? Set(part[1..], "DoesNotExist", []) : Set(part, "Exists", []);
    }

    private static Func<JsonObject?, bool> Set(string name, string kind, string[] values) => kind switch
    {
        "In" => labels => labels?[name] is { } value && values.Contains((string)value!),
        "NotIn" => labels => labels?[name] is not { } value || !values.Contains((string)value!),
        "Exists" => labels => labels?.ContainsKey(name) == true,
        "DoesNotExist" => labels => labels?.ContainsKey(name) != true,
        _ => throw ApiException.BadRequest($"\"{kind}\" is not a valid label selector operator"),
    };
}
