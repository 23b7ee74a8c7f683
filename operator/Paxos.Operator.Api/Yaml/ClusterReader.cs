using Paxos.Operator.Api.Validation;
using YamlDotNet.Core;

namespace Paxos.Operator.Api.Yaml;

/// <summary>
/// Reads a resource strictly: what the schema does not know is a mistake, and all mistakes are told at once, each with its place, path,
/// value and rule.
/// </summary>
public static class ClusterReader
{
    /// <summary>A resource has some hundred lines; this bounds what a wrong file can make us read.</summary>
    public const int CharactersMax = 1 << 20;

    /// <summary>Reads a text and checks every rule.</summary>
    public static ClusterReading Read(string text)
    {
        if (text.Length > CharactersMax)
        {
            return Failed("size", null, $"The text must have at most {CharactersMax} characters. It has {text.Length}.");
        }

        IReadOnlyList<DocumentNode> documents;
        try
        {
            documents = DocumentParser.Parse(text);
        }
        catch (YamlException failure)
        {
            return TabIn(text) is { } tab
                ? Failed("tab", tab, "A tab stands where YAML takes only spaces; indent with spaces.")
                : Failed("yaml", DocumentParser.PositionOf(failure.Start), $"This is not YAML: {failure.Message}");
        }

        return documents switch
        {
            [] => Failed("one-document", null, "The text must hold one PaxosCluster. It is empty."),
            [DocumentMapping mapping] => Check(mapping),
            [var other] => Failed("one-document", other.Position, "The text must hold one PaxosCluster: a mapping of fields."),
            [_, var second, ..] => Failed(
                "one-document",
                second.Position,
                $"The text must hold one document. It has {documents.Count}; the second begins here."),
        };
    }

    private static ClusterReading Check(DocumentMapping document)
    {
        var binder = new FieldBinder();
        var cluster = binder.Bind(document);
        var findings = new List<Finding>(binder.Findings);

        // A rule about a field that is wrong already would only repeat it, or judge a value that nobody gave.
        findings.AddRange(ClusterRules.Check(cluster)
            .Where(finding => !binder.IsFaulty(finding.Path) && !binder.IsFaulty(finding.OtherPath))
            .Select(finding => finding with { Position = binder.PositionOf(finding.Path) }));
        var isWrong = findings.Any(finding => finding.Severity == Severity.Error);
        return new ClusterReading(
            isWrong ? null : cluster,
            [.. findings.OrderBy(finding => finding.Position?.Line).ThenBy(finding => finding.Position?.Column)]);
    }

    private static ClusterReading Failed(string rule, TextPosition? position, string text) =>
        new(null, [new Finding(Severity.Error, rule, "", "", text) { Position = position }]);

    // Where the parser gave up on a text that is indented with tabs, the tab is the reason, whatever the parser calls it.
    private static TextPosition? TabIn(string text)
    {
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var indent = lines[index].Length - lines[index].TrimStart(' ').Length;
            if (indent < lines[index].Length && lines[index][indent] == '\t')
            {
                return new TextPosition(index + 1, indent + 1);
            }
        }

        return null;
    }
}
