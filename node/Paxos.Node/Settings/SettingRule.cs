using System.Globalization;
using System.Net;

namespace Paxos.Node.Settings;

/// <summary>What a value must be, in words and as a test, so that help, errors and checks cannot differ.</summary>
/// <param name="Text">The end of the sentence "it must be …".</param>
/// <param name="Holds">Whether a value fits.</param>
internal sealed record SettingRule(string Text, Func<string, bool> Holds)
{
    /// <summary>A process name is a DNS label, because in a container it is one.</summary>
    public const int NameCharactersMax = 63;

    /// <summary>Not empty.</summary>
    public static SettingRule NotEmpty { get; } = new("a text that is not empty", text => text.Length > 0);

    /// <summary>A DNS label.</summary>
    public static SettingRule Name { get; } = new(
        $"1 to {NameCharactersMax} lower-case letters, digits and hyphens, without a hyphen at either end", IsName);

    /// <summary>An IP address to listen on.</summary>
    public static SettingRule ListenAddress { get; } = new(
        "an IPv4 or IPv6 address, such as 127.0.0.1, 0.0.0.0 or [::]", text => IPAddress.TryParse(text, out _));

    /// <summary>A host that others can connect to.</summary>
    public static SettingRule Host { get; } = new(
        "a host name or an IP address that others can connect to, not 0.0.0.0 or [::]",
        text => NamedEndpoint.IsHost(text) && !IsUnspecified(text));

    /// <summary>A node's name and where its peer port is.</summary>
    public static SettingRule Endpoint { get; } = new(
        "name=host:port, such as acceptor1=127.0.0.1:7004", text => NamedEndpoint.TryParse(text, out _));

    /// <summary>A cluster's identity.</summary>
    public static SettingRule ClusterId { get; } = new(
        "16 hexadecimal digits that are not all 0",
        text => text.Length == 16
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            && id != 0);

    /// <summary>A whole number in a range, its ends included.</summary>
    public static SettingRule Number(int low, int high) => new(
        $"a whole number from {low} to {high}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= low
            && number <= high);

    /// <summary>One of some words.</summary>
    public static SettingRule OneOf(params IReadOnlyList<string> words) => new(
        $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}", words.Contains);

    /// <summary>Whether an address stands for all of a machine's addresses, so that nobody can connect to it.</summary>
    public static bool IsUnspecified(string address) =>
        IPAddress.TryParse(address, out var parsed) && (parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any));

    private static bool IsName(string text) =>
        text.Length is > 0 and <= NameCharactersMax
        && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        && text[0] != '-'
        && text[^1] != '-';
}
