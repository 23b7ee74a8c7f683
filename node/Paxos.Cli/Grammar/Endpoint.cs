using System.Globalization;

namespace Paxos.Cli.Grammar;

/// <summary>Where a client node takes requests.</summary>
/// <param name="Host">A host name or an address, an IPv6 address without its brackets.</param>
/// <param name="Port">1 to 65535.</param>
internal readonly record struct Endpoint(string Host, int Port)
{
    /// <summary>Where paxosctl asks when it is told nothing.</summary>
    public static Endpoint Default => new("localhost", 6001);

    /// <summary>The endpoint as the base of a plaintext HTTP/2 channel.</summary>
    public Uri Uri => new UriBuilder(Uri.UriSchemeHttp, Host, Port).Uri;

    /// <summary>Reads a list <c>HOST:PORT,HOST:PORT</c>.</summary>
    /// <exception cref="CommandFailure">Usage: names the part and the rule that it breaks.</exception>
    public static IReadOnlyList<Endpoint> ParseList(string text) => [.. text.Split(',').Select(Parse)];

    /// <summary>Reads a host and a port given apart.</summary>
    /// <exception cref="CommandFailure">Usage: names the part and the rule that it breaks.</exception>
    public static Endpoint Parse(string host, string port)
    {
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (Uri.CheckHostName(bare) == UriHostNameType.Unknown)
        {
            throw CommandFailure.Usage($"A host must be a name or an address. It is '{host}'.");
        }

        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > 65535)
        {
            throw CommandFailure.Usage($"A port must be a number from 1 to 65535. It is '{port}'.");
        }

        return new Endpoint(bare, number);
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static Endpoint Parse(string text)
    {
        var trimmed = text.Trim();
        var colon = trimmed.LastIndexOf(':');
        return colon > 0
            ? Parse(trimmed[..colon], trimmed[(colon + 1)..])
            : throw CommandFailure.Usage($"An endpoint must be HOST:PORT. It is '{trimmed}'.");
    }
}
