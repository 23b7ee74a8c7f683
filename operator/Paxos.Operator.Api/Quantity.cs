using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Paxos.Operator.Api;

/// <summary>
/// An amount as Kubernetes writes it: a number with one of the suffixes m, k, M, G, T (thousands) or Ki, Mi, Gi, Ti (1,024s). The text
/// is kept as it was given.
/// </summary>
public sealed record Quantity
{
    /// <summary>The form of the text.</summary>
    public const string Pattern = "^[0-9]{1,12}(\\.[0-9]{1,9})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";

    /// <summary>The form in words, as the end of "it must be …".</summary>
    public const string PatternText = "an amount such as 250m, 2, 512Mi or 10Gi";

    private static readonly Regex Form = TextRules.Check(Pattern);

    private static readonly Dictionary<string, decimal> Units = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["m"] = 0.001m,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
    };

    private Quantity(string text, decimal value)
    {
        Text = text;
        Value = value;
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>The number, in units or bytes.</summary>
    public decimal Value { get; }

    /// <summary>The number in whole units or bytes, rounded up.</summary>
    public long Whole => (long)decimal.Ceiling(Value);

    /// <summary>Reads a constant.</summary>
    /// <exception cref="FormatException">It has not the form of <see cref="Pattern"/>.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity) ? quantity : throw new FormatException($"'{text}' is not {PatternText}.");

    /// <summary>Reads a text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Quantity? quantity)
    {
        quantity = null;
        if (!Form.IsMatch(text))
        {
            return false;
        }

        // Kubernetes keeps amounts in 64 bits; a larger one is a slip.
        var suffix = text.TrimStart("0123456789.".ToCharArray());
        var number = decimal.Parse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var value = number * Units[suffix];
        if (value <= long.MaxValue)
        {
            quantity = new Quantity(text, value);
        }

        return quantity is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
