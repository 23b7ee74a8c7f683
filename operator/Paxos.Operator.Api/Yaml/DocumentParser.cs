using Paxos.Operator.Api.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Paxos.Operator.Api.Yaml;

/// <summary>
/// Reads YAML into <see cref="DocumentNode"/>s. YamlDotNet's own tree gives up at the first name that is given twice; this one keeps
/// both, so that all mistakes can be told at once.
/// </summary>
internal sealed class DocumentParser
{
    /// <summary>Far more than the resource has levels; a text of brackets alone must not exhaust the stack.</summary>
    private const int DepthMax = 32;

    /// <summary>More than any resource has values; an alias counts each time, so that a few lines cannot stand for billions.</summary>
    private const int NodesMax = 20_000;

    private readonly Parser parser;
    private readonly Dictionary<AnchorName, DocumentNode> anchors = [];
    private int nodes;

    private DocumentParser(TextReader text)
    {
        parser = new Parser(text);
    }

    /// <summary>Reads the documents of a text.</summary>
    /// <exception cref="YamlException">It is no YAML, or too deep or too large; the place is in the exception.</exception>
    public static IReadOnlyList<DocumentNode> Parse(string text) => new DocumentParser(new StringReader(text)).Documents();

    /// <summary>A place as YamlDotNet gives it.</summary>
    public static TextPosition PositionOf(Mark mark) => new(mark.Line, mark.Column);

    private List<DocumentNode> Documents()
    {
        var documents = new List<DocumentNode>();
        parser.Consume<StreamStart>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            documents.Add(Node(depth: 0));
            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private DocumentNode Node(int depth)
    {
        var start = parser.Current?.Start ?? Mark.Empty;
        if (depth > DepthMax)
        {
            throw new YamlException(start, start, $"a value must not lie more than {DepthMax} levels deep.");
        }

        if (++nodes > NodesMax)
        {
            throw new YamlException(start, start, $"a text must not have more than {NodesMax} values.");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.TryGetValue(alias.Value, out var known)
                ? known with { Position = PositionOf(alias.Start) }
                : throw new YamlException(alias.Start, alias.End, $"the alias '{alias.Value}' has no anchor before it.");
        }

        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var node = Value(depth, PositionOf(start));
        if (!anchor.IsEmpty)
        {
            anchors[anchor] = node;
        }

        return node;
    }

    private DocumentNode Value(int depth, TextPosition position)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new DocumentScalar(position, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<DocumentNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(depth + 1));
            }

            return new DocumentSequence(position, items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<(DocumentNode, DocumentNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            entries.Add((key, Node(depth + 1)));
        }

        return new DocumentMapping(position, entries);
    }
}
