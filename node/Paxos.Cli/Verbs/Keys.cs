using System.CommandLine;
using Google.Protobuf;

namespace Paxos.Cli.Verbs;

/// <summary>Keys as options, and the ranges that they span.</summary>
internal static class Keys
{
    /// <summary>The longest key, in bytes; the same as in client.proto.</summary>
    public const int KeyBytesMax = 4096;

    /// <summary>A range end that means: every key from the first on.</summary>
    public static readonly ByteString NoEnd = ByteString.CopyFrom(0);

    /// <summary>The smallest key there can be.</summary>
    public static readonly ByteString Smallest = ByteString.CopyFrom(0);

    /// <summary>The option <c>--key</c>.</summary>
    public static Option<string?> Option(string description, bool required = false) => new("--key")
    {
        Description = description,
        HelpName = "K",
        Required = required,
    };

    /// <summary>The option <c>--prefix</c>.</summary>
    public static Option<bool> PrefixOption(string description) => new("--prefix") { Description = description };

    /// <summary>Checks a key's length and encodes it.</summary>
    /// <exception cref="CommandFailure">Usage: the key is empty or too long.</exception>
    public static ByteString Encode(string key)
    {
        var bytes = ByteString.CopyFromUtf8(key);
        return bytes.Length is >= 1 and <= KeyBytesMax
            ? bytes
            : throw CommandFailure.Usage($"A key must have 1 to {KeyBytesMax} bytes. It has {bytes.Length}.");
    }

    /// <summary>The end of the range of all keys that start with <paramref name="prefix"/>.</summary>
    public static ByteString EndOfPrefix(ByteString prefix)
    {
        var end = prefix.ToByteArray();
        for (var last = end.Length - 1; last >= 0; last--)
        {
            if (end[last] < byte.MaxValue)
            {
                end[last]++;
                return ByteString.CopyFrom(end, 0, last + 1);
            }
        }

        return NoEnd;
    }

    /// <summary>The least key after <paramref name="key"/>.</summary>
    public static ByteString After(ByteString key) => ByteString.CopyFrom([.. key.Span, 0]);
}
