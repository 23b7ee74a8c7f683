namespace Paxos.Protocol.Gossip;

/// <summary>
/// The one rule for texts in gossip: short, and without control characters, for they end in logs and tables.
/// </summary>
internal static class TextLimit
{
    /// <summary>
    /// Whether <paramref name="text"/> has at most <paramref name="most"/> characters, none of them a control one.
    /// </summary>
    public static bool Allows(string text, int most)
    {
        if (text.Length > most)
        {
            return false;
        }

        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Checks a text of this process's own.</summary>
    /// <exception cref="ArgumentException">The rule does not hold.</exception>
    public static void Check(string text, int most, string name)
    {
        if (!Allows(text, most))
        {
            throw new ArgumentException(
                $"{name} must have at most {most} characters and no control characters. It has {text.Length}.", name);
        }
    }
}
