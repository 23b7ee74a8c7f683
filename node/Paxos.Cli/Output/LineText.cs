using System.Globalization;
using System.Text;

namespace Paxos.Cli.Output;

/// <summary>
/// Puts any bytes on one line that a terminal cannot be tricked by. Printable UTF-8 stays as it is; anything else is
/// quoted as bash's <c>$'…'</c>, which can be pasted back. Nothing else starts with <c>$'</c>, so the two never blur.
/// </summary>
internal static class LineText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes as text, or null where they are not UTF-8.</summary>
    public static string? Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The bytes on one line.</summary>
    public static string From(ReadOnlySpan<byte> bytes)
    {
        var text = Utf8(bytes);
        return text is not null && !text.StartsWith("$'", StringComparison.Ordinal) && text.EnumerateRunes().All(IsPrintable)
            ? text
            : Quote(bytes);
    }

    // The invisible characters that join letters and emoji are printable; those that turn the line around are not.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => false,
        UnicodeCategory.LineSeparator => false,
        UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var quoted = new StringBuilder("$'");
        while (bytes.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == System.Buffers.OperationStatus.Done)
            {
                Append(quoted, rune);
            }
            else
            {
                foreach (var invalid in bytes[..consumed])
                {
                    quoted.Append(CultureInfo.InvariantCulture, $"\\x{invalid:x2}");
                }
            }

            bytes = bytes[consumed..];
        }

        return quoted.Append('\'').ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune)
    {
        _ = rune.Value switch
        {
            '\n' => quoted.Append("\\n"),
            '\r' => quoted.Append("\\r"),
            '\t' => quoted.Append("\\t"),
            '\\' => quoted.Append("\\\\"),
            '\'' => quoted.Append("\\'"),
            _ when IsPrintable(rune) => quoted.Append(rune.ToString()),
            < 0x80 => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            < 0x10000 => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
    }
}
