using System.Globalization;
using System.Text;

namespace Paxos.Linearizability.Text;

/// <summary>
/// The words of one line, taken from left to right. A word is what stands between blanks, or a text in quotation marks, in which
/// a backslash stands before a quotation mark, before another backslash, or before x and the two digits of a byte.
/// </summary>
internal sealed class Words
{
    private readonly string line;
    private readonly int number;
    private int position;

    /// <summary>Nothing is taken yet.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    public Words(string line, int number)
    {
        this.line = line;
        this.number = number;
        SkipBlanks();
    }

    /// <summary>Whether nothing is left.</summary>
    public bool AtEnd => position == line.Length;

    /// <summary>A text in the form that <see cref="Text"/> reads.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text)
        {
            if (character is '"' or '\\')
            {
                quoted.Append('\\').Append(character);
            }
            else if (character is < ' ' or > '~')
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            }
            else
            {
                quoted.Append(character);
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>An error in this line.</summary>
    public HistoryFormatException Wrong(string problem) => new(number, problem);

    /// <summary>The next word, whatever it is.</summary>
    /// <param name="what">What is expected, for the message.</param>
    public string Word(string what)
    {
        if (AtEnd)
        {
            throw Wrong($"{what} is missing at the end");
        }

        var start = position;
        while (position < line.Length && line[position] != ' ')
        {
            position++;
        }

        var word = line[start..position];
        SkipBlanks();
        return word;
    }

    /// <summary>Takes a word if it is the next one.</summary>
    public bool Take(string word)
    {
        var before = position;
        if (!AtEnd && Word(word) == word)
        {
            return true;
        }

        position = before;
        return false;
    }

    /// <summary>Takes a word that must be the next one.</summary>
    public void Expect(string word)
    {
        if (!Take(word))
        {
            throw Wrong($"'{word}' is expected before {Rest()}");
        }
    }

    /// <summary>A whole number of at least <paramref name="low"/>.</summary>
    public long Number(string what, long low)
    {
        var word = Word(what);
        return long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= low
            ? value
            : throw Wrong($"{what} must be a whole number of at least {low}. It is '{word}'");
    }

    /// <summary>A text in quotation marks.</summary>
    public string Text(string what)
    {
        if (AtEnd || line[position] != '"')
        {
            throw Wrong($"{what} must stand in quotation marks before {Rest()}");
        }

        var text = new StringBuilder();
        for (position++; position < line.Length && line[position] != '"'; position++)
        {
            text.Append(line[position] == '\\' ? Escaped(what) : Plain(what));
        }

        if (position == line.Length)
        {
            throw Wrong($"{what} has no closing quotation mark");
        }

        position++;
        if (position < line.Length && line[position] != ' ')
        {
            throw Wrong($"a blank is expected after {what}, before {Rest()}");
        }

        SkipBlanks();
        return text.ToString();
    }

    /// <summary>Checks that nothing is left.</summary>
    public void End()
    {
        if (!AtEnd)
        {
            throw Wrong($"the line should have ended before {Rest()}");
        }
    }

    private char Plain(string what) => line[position] is >= ' ' and <= '~'
        ? line[position]
        : throw Wrong($"{what} must write the character {(int)line[position]:x4} as \\x and two digits for each of its bytes");

    private char Escaped(string what)
    {
        position++;
        switch (position < line.Length ? line[position] : ' ')
        {
            case '"' or '\\':
                return line[position];
            case 'x' when position + 2 < line.Length
                && byte.TryParse(line.AsSpan(position + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value):
                position += 2;
                return (char)value;
            default:
                throw Wrong($"a backslash in {what} must stand before \", \\, or x and two hexadecimal digits");
        }
    }

    private string Rest() => AtEnd ? "the end" : $"'{line[position..]}'";

    private void SkipBlanks()
    {
        while (position < line.Length && line[position] == ' ')
        {
            position++;
        }
    }
}
