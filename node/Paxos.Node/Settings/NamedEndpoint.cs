using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Paxos.Node.Settings;

/// <summary>A node's name and where its peer port can be reached.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Host">A host name, an IPv4 address, or an IPv6 address in brackets.</param>
/// <param name="Port">1 to 65,535.</param>
internal sealed record NamedEndpoint(string Name, string Host, int Port)
{
    private const int HostCharactersMax = 253;

    /// <summary>host:port.</summary>
    public string Address => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads <c>name=host:port</c>.</summary>
    public static bool TryParse(string text, out NamedEndpoint endpoint)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.LastIndexOf(':');
        endpoint = new NamedEndpoint(string.Empty, string.Empty, 0);
        if (equals < 0 || colon < equals)
        {
            return false;
        }

        var (name, host) = (text[..equals], text[(equals + 1)..colon]);
        var isBareIPv6 = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[');
        if (!SettingRule.Name.Holds(name) || !IsHost(host) || isBareIPv6 || !TryParsePort(text[(colon + 1)..], out var port))
        {
            return false;
        }

        endpoint = new NamedEndpoint(name, host, port);
        return true;
    }

    /// <summary>Whether <paramref name="text"/> is host:port, as another process gives its address.</summary>
    public static bool IsAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && IsHost(text[..colon]) && TryParsePort(text[(colon + 1)..], out _);
    }

    /// <summary>Whether <paramref name="text"/> can be a host name or an IP address.</summary>
    public static bool IsHost(string text) =>
        text.Length is > 0 and <= HostCharactersMax
        && (IPAddress.TryParse(text, out _) || text.All(IsHostCharacter));

    /// <summary>An IP address as it stands in front of a port: IPv6 in brackets.</summary>
    public static string HostOf(string address) =>
        IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{parsed}]"
            : address;

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535;

    private static bool IsHostCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_';
}
