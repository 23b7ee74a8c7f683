using Paxos.Operator.Api.Schema;
using Paxos.Operator.Api.Validation;

namespace Paxos.Operator.Api.Yaml;

/// <content>How each mistake is told: path, value and rule.</content>
internal sealed partial class FieldBinder
{
    private void AddUnknown(string name, string path, ObjectSchema schema, TextPosition position)
    {
        var owner = path.Length == 0 ? "A PaxosCluster" : path;
        var hint = Spelling.Nearest(name, schema.Fields.Select(field => field.Name)) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : $"It has {string.Join(", ", schema.Fields.Select(field => field.Name))}.";
        Add("unknown-field", ObjectSchema.Join(path, name), name, $"{owner} has no field '{Shown(name)}'. {hint}", position);
    }

    private void AddTwice(string path, TextPosition position) =>
        Add("duplicate-key", path, path, $"{path} must be given once. It is given again here.", position);

    private void AddMissing(FieldSchema field, string path, TextPosition position)
    {
        if (field.Type == FieldType.Section)
        {
            var inner = ObjectSchema.Join(path, field.Name);
            foreach (var missing in field.Fields!.Fields.Where(candidate => candidate.IsRequired))
            {
                AddMissing(missing, inner, position);
            }

            return;
        }

        var name = ObjectSchema.Join(path, field.Name);
        Add("required", name, "", $"{name} is missing. It must be {field.Rule}.", position);
    }

    private object? AddEmpty(FieldSchema field, string path, TextPosition position)
    {
        var wanted = field.IsRequired ? "" : ", or be left out";
        Add("type", path, "", $"{path} must be {RuleOf(field)}{wanted}. It is empty.", position);
        return null;
    }

    private object? AddWrong(string rule, FieldSchema field, string path, DocumentNode value)
    {
        Add(rule, path, ValueOf(value), $"{path} must be {RuleOf(field)}. It is {Described(value, field)}.", value.Position);
        return null;
    }

    private void AddWrongItem(FieldSchema field, string path, DocumentNode value) => Add(
        value is DocumentScalar scalar && IsText(scalar) ? "pattern" : "type",
        path,
        ValueOf(value),
        $"{path} must be {field.PatternText ?? "a text, in quotes where it looks like a number or a truth value"}. "
            + $"It is {Described(value, field)}.",
        value.Position);

    private void AddTooMany(FieldSchema field, string path, int count, TextPosition position) =>
        Add("items", path, $"{count}", $"{path} must have at most {field.ItemsMax} items. It has {count}.", position);

    private void Add(string rule, string path, string value, string text, TextPosition position)
    {
        findings.Add(new Finding(Severity.Error, rule, path, value, text) { Position = position });

        // An item's path ends with its key in brackets; its whole map or list is judged no further.
        var bracket = path.IndexOf('[', StringComparison.Ordinal);
        faulty.Add(bracket < 0 ? path : path[..bracket]);
    }

    private static string RuleOf(FieldSchema field) => field.Type switch
    {
        FieldType.TextList => $"a list, each item {field.PatternText}",
        FieldType.Number when field.Unit.Length > 0 => $"{field.Rule} ({field.Unit})",
        _ => field.Rule,
    };

    private static string ValueOf(DocumentNode value) => (value as DocumentScalar)?.Text ?? "";

    private static string Described(DocumentNode value, FieldSchema field) => value switch
    {
        DocumentMapping => "a mapping",
        DocumentSequence => "a list",
        DocumentScalar { IsPlain: false } scalar when field.Type is FieldType.Number or FieldType.Boolean =>
            $"the text \"{Shown(scalar.Text)}\"; leave the quotes out",
        DocumentScalar scalar when field.Type is FieldType.Text or FieldType.TextMap or FieldType.TextList && !IsText(scalar) =>
            $"{Shown(scalar.Text)}, which YAML does not take for a text; put it in quotes",
        DocumentScalar { IsPlain: true } scalar when field.Type is FieldType.Number or FieldType.Boolean => Shown(scalar.Text),
        DocumentScalar scalar => $"'{Shown(scalar.Text)}'",
        _ => throw new System.Diagnostics.UnreachableException($"A node of type {value.GetType()}."),
    };

    private static string Shown(string text)
    {
        var line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= ShownLengthMax ? line : $"{line[..ShownLengthMax]}…";
    }
}
