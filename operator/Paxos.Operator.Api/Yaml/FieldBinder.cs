using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Paxos.Operator.Api.Schema;
using Paxos.Operator.Api.Validation;

namespace Paxos.Operator.Api.Yaml;

/// <summary>
/// Makes the resource's objects from a document, by the schema. A field that is wrong keeps its default and is remembered.
/// </summary>
internal sealed partial class FieldBinder
{
    private const int ShownLengthMax = 80;

    private static readonly string[] Truths = ["true", "false"];
    private static readonly Regex KeyForm = TextRules.Check(TextRules.KeyPattern);

    private readonly List<Finding> findings = [];
    private readonly Dictionary<string, TextPosition> positions = [];
    private readonly HashSet<string> faulty = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Makes the resource.</summary>
    public PaxosCluster Bind(DocumentMapping document)
    {
        positions[""] = document.Position;
        return (PaxosCluster)BindObject(document, ObjectSchema.Cluster, "");
    }

    /// <summary>Whether a field, or one that it lies in, was found wrong.</summary>
    public bool IsFaulty(string path) => path.Length > 0
        && faulty.Any(wrong => wrong == path || path.StartsWith(wrong + '.', StringComparison.Ordinal));

    /// <summary>Where a field stands; where it was left out, the nearest one that it would lie in.</summary>
    public TextPosition PositionOf(string path)
    {
        while (true)
        {
            if (positions.TryGetValue(path, out var position))
            {
                return position;
            }

            var dot = path.LastIndexOf('.');
            path = dot < 0 ? "" : path[..dot];
        }
    }

    private object BindObject(DocumentMapping mapping, ObjectSchema schema, string path)
    {
        var result = Activator.CreateInstance(schema.Type)!;
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            var name = NameOf(key);
            var inner = ObjectSchema.Join(path, name);
            if (schema.Find(name) is not { } field)
            {
                AddUnknown(name, path, schema, key.Position);
            }
            else if (!given.Add(name))
            {
                AddTwice(inner, key.Position);
            }
            else
            {
                positions[inner] = value.Position;
                if (BindField(value, field, inner) is { } bound)
                {
                    field.Property.SetValue(result, bound);
                }
            }
        }

        foreach (var field in schema.Fields.Where(field => field.IsRequired && !given.Contains(field.Name)))
        {
            AddMissing(field, path, PositionOf(path));
        }

        return result;
    }

    private object? BindField(DocumentNode value, FieldSchema field, string path) => (value, field.Type) switch
    {
        (DocumentScalar { IsPlain: true } scalar, _) when IsNull(scalar.Text) => AddEmpty(field, path, value.Position),
        (DocumentMapping mapping, FieldType.Section) => BindObject(mapping, field.Fields!, path),
        (DocumentMapping mapping, FieldType.TextMap) => BindMap(mapping, field, path),
        (DocumentSequence sequence, FieldType.TextList) => BindList(sequence, field, path),
        (DocumentScalar scalar, not (FieldType.Section or FieldType.TextMap or FieldType.TextList)) => BindScalar(scalar, field, path),
        _ => AddWrong("type", field, path, value),
    };

    private object? BindScalar(DocumentScalar scalar, FieldSchema field, string path)
    {
        switch (field.Type)
        {
            case FieldType.Number when scalar.IsPlain
                && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return field.Holds(number) ? number : AddWrong("range", field, path, scalar);
            case FieldType.Boolean when scalar.IsPlain && Truths.Contains(scalar.Text):
                return scalar.Text == "true";
            case FieldType.Quantity:
                return Quantity.TryParse(scalar.Text, out var quantity) ? quantity : AddWrong("pattern", field, path, scalar);
            case FieldType.Text when !IsText(scalar):
                return AddWrong("type", field, path, scalar);
            case FieldType.Text when !field.Holds(scalar.Text):
                return AddWrong(field.Values.Count > 0 ? "enum" : "pattern", field, path, scalar);
            case FieldType.Text:
                return field.Enumeration is { } names ? Enum.Parse(names, scalar.Text) : scalar.Text;
            default:
                return AddWrong("type", field, path, scalar);
        }
    }

    private ImmutableArray<string>? BindList(DocumentSequence sequence, FieldSchema field, string path)
    {
        if (sequence.Items.Count > field.ItemsMax)
        {
            AddTooMany(field, path, sequence.Items.Count, sequence.Position);
            return null;
        }

        var items = ImmutableArray.CreateBuilder<string>();
        for (var index = 0; index < sequence.Items.Count; index++)
        {
            var item = sequence.Items[index];
            if (item is DocumentScalar scalar && IsText(scalar) && field.Holds(scalar.Text))
            {
                items.Add(scalar.Text);
            }
            else
            {
                AddWrongItem(field, $"{path}[{index}]", item);
            }
        }

        return items.ToImmutable();
    }

    private ImmutableSortedDictionary<string, string>? BindMap(DocumentMapping mapping, FieldSchema field, string path)
    {
        if (mapping.Entries.Count > field.ItemsMax)
        {
            AddTooMany(field, path, mapping.Entries.Count, mapping.Position);
            return null;
        }

        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            var name = NameOf(key);
            var inner = $"{path}[{name}]";
            if (!KeyForm.IsMatch(name))
            {
                Add("pattern", path, name, $"A key of {path} must be {TextRules.KeyText}. It is '{Shown(name)}'.", key.Position);
            }
            else if (map.ContainsKey(name))
            {
                AddTwice(inner, key.Position);
            }
            else if (value is DocumentScalar scalar && IsText(scalar) && (field.Pattern is null || field.Holds(scalar.Text)))
            {
                map.Add(name, scalar.Text);
            }
            else
            {
                AddWrongItem(field, inner, value);
            }
        }

        return map.ToImmutable();
    }

    // YAML 1.2 takes these for something else than a text where they have no quotes, and Kubernetes refuses them then.
    private static bool IsText(DocumentScalar scalar) =>
        !scalar.IsPlain || !(Truths.Contains(scalar.Text) || IsNull(scalar.Text) || Number().IsMatch(scalar.Text));

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static string NameOf(DocumentNode key) => (key as DocumentScalar)?.Text ?? "";

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|^0x[0-9a-fA-F]+$|^0o[0-7]+$|^[-+]?\.inf$|^\.nan$")]
    private static partial Regex Number();
}
