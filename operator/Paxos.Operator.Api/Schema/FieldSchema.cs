using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Paxos.Operator.Api.Schema;

/// <summary>One field, from its property's type and attributes.</summary>
public sealed class FieldSchema
{
    private readonly Regex? pattern;

    internal FieldSchema(PropertyInfo property, FieldAttribute field, FieldType type, Type? enumeration, object? fallback)
    {
        Property = property;
        Attribute = field;
        Type = type;
        Enumeration = enumeration;
        Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        IsOwnRequired = property.IsDefined(typeof(NeededAttribute));
        NodeSetting = property.GetCustomAttribute<NodeSettingAttribute>()?.Name;
        Fields = type switch
        {
            FieldType.Section => ObjectSchema.Of(property.PropertyType),
            FieldType.SectionList => ObjectSchema.Of(property.PropertyType.GetGenericArguments()[0]),
            _ => null,
        };
        Default = IsOwnRequired || Fields is not null ? null : fallback;
        Values = enumeration is null ? field.Values : Enum.GetNames(enumeration);
        Pattern = field.Pattern.Length > 0 ? field.Pattern : type == FieldType.Quantity ? Quantity.Pattern : null;
        PatternText = field.Pattern.Length > 0 ? field.PatternText : type == FieldType.Quantity ? Quantity.PatternText : null;
        pattern = Pattern is null ? null : TextRules.Check(Pattern);
    }

    /// <summary>As YAML spells it.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public FieldType Type { get; }

    /// <summary>For people.</summary>
    public string Description => Attribute.Description;

    /// <summary>The unit of a number; empty where it has none.</summary>
    public string Unit => Attribute.Unit;

    /// <summary>The least number; null where there is none.</summary>
    public int? Minimum => Attribute.Minimum == int.MinValue ? null : Attribute.Minimum;

    /// <summary>The largest number; null where there is none.</summary>
    public int? Maximum => Attribute.Maximum == int.MaxValue ? null : Attribute.Maximum;

    /// <summary>The form of a text, of an amount, or of each text of a list.</summary>
    public string? Pattern { get; }

    /// <summary>The form in words.</summary>
    public string? PatternText { get; }

    /// <summary>Characters of a text at most; null where the form says it.</summary>
    public int? LengthMax => Attribute.LengthMax == 0 ? null : Attribute.LengthMax;

    /// <summary>Items of a list or a map at most; null for other types.</summary>
    public int? ItemsMax => Attribute.ItemsMax == 0 ? null : Attribute.ItemsMax;

    /// <summary>The field that tells the objects of a list apart; empty for other types.</summary>
    public string Key => Attribute.Key;

    /// <summary>The only texts; empty where any is taken.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Whether it must be given: it is needed itself, or is an object with a field that is. A list may be empty.</summary>
    public bool IsRequired =>
        IsOwnRequired || (Type == FieldType.Section && Fields!.Fields.Any(inner => inner.IsRequired));

    /// <summary>What it is where it is not given; null where it is then absent. An object's default is that of its fields.</summary>
    public object? Default { get; }

    /// <summary>The node's setting that it is.</summary>
    public string? NodeSetting { get; }

    /// <summary>The fields of an object, or of each object of a list.</summary>
    public ObjectSchema? Fields { get; }

    /// <summary>The rule for a single value in words, as the end of "it must be …".</summary>
    public string Rule => Type switch
    {
        _ when Values.Count == 1 => Values[0],
        _ when Values.Count > 1 => $"{string.Join(", ", Values.SkipLast(1))} or {Values[^1]}",
        FieldType.Section => "a mapping of fields",
        FieldType.Number => string.Create(
            CultureInfo.InvariantCulture, $"a whole number from {Minimum ?? 0} to {Maximum ?? int.MaxValue}"),
        FieldType.Boolean => "true or false",
        FieldType.TextMap => "a mapping of texts to texts",
        _ => TextRule,
    };

    internal PropertyInfo Property { get; }

    internal Type? Enumeration { get; }

    private FieldAttribute Attribute { get; }

    private bool IsOwnRequired { get; }

    private string TextRule
    {
        get
        {
            var form = PatternText ?? "a text that is not empty";
            var most = LengthMax is { } length ? string.Create(CultureInfo.InvariantCulture, $"at most {length} characters: ") : "";
            return most + form;
        }
    }

    /// <summary>The field's value in an object that has it.</summary>
    public object? ValueIn(object owner) => Property.GetValue(owner);

    /// <summary>Whether a text, or one item of a list, fits form, length and the list of values.</summary>
    public bool Holds(string text) =>
        (Values.Count == 0 || Values.Contains(text, StringComparer.Ordinal))
        && (LengthMax is null || text.Length <= LengthMax)
        && (pattern is null ? text.Length > 0 : pattern.IsMatch(text));

    /// <summary>Whether a number is in the range.</summary>
    public bool Holds(int number) => number >= (Minimum ?? 0) && number <= (Maximum ?? int.MaxValue);
}
