using System.Text.RegularExpressions;

namespace Paxos.Operator.Api;

/// <summary>Forms of texts that several fields share.</summary>
public static class TextRules
{
    /// <summary>Characters of a DNS label at most.</summary>
    public const int LabelLengthMax = 63;

    /// <summary>A DNS label that begins with a letter, as Services and Swarm services must.</summary>
    public const string LabelPattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>The same in words, as the end of "it must be …".</summary>
    public const string LabelText =
        "lower-case letters, digits and hyphens that begin with a letter and do not end with a hyphen (a DNS label)";

    /// <summary>Characters of a host's name at most.</summary>
    public const int HostLengthMax = 253;

    /// <summary>A host's name, as <c>docker node ls</c> and <c>kubectl get nodes</c> print it.</summary>
    public const string HostPattern = "^[A-Za-z0-9]([-._A-Za-z0-9]{0,251}[A-Za-z0-9])?$";

    /// <summary>The same in words.</summary>
    public const string HostText = "a host's name of letters, digits, hyphens, dots and underscores";

    /// <summary>The key of a label, with or without a prefix.</summary>
    public const string KeyPattern =
        "^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$";

    /// <summary>The same in words.</summary>
    public const string KeyText = "a label's key: an optional DNS prefix with a slash, and 1 to 63 letters, digits, '-', '_' and '.'";

    /// <summary>The value of a label.</summary>
    public const string ValuePattern = "^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$";

    /// <summary>The same in words.</summary>
    public const string ValueText = "a label's value: at most 63 letters, digits, '-', '_' and '.'";

    /// <summary>
    /// A form as a check. An API server's <c>$</c> is the end; that of .NET is also before a line break at the end, which would let one in.
    /// </summary>
    internal static Regex Check(string pattern) => new(pattern[..^1] + @"\z", RegexOptions.CultureInvariant);
}
