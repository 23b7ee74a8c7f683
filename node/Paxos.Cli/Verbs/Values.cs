using System.CommandLine;
using Google.Protobuf;

namespace Paxos.Cli.Verbs;

/// <summary>Values, from the command line or from standard input.</summary>
internal static class Values
{
    /// <summary>The longest value, in bytes: 1.5 MiB; the same as in client.proto.</summary>
    public const int ValueBytesMax = 1_572_864;

    /// <summary>The argument VALUE.</summary>
    public static Argument<string> Argument() => new("VALUE")
    {
        Description = "The value, at most 1.5 MiB. '-' reads it from standard input, byte for byte.",
    };

    /// <summary>The bytes of <paramref name="value"/>, or of standard input where it is <c>-</c>.</summary>
    /// <exception cref="CommandFailure">Usage: the value is too long; no more of it is read than shows
    /// that.</exception>
    public static async Task<ByteString> LoadAsync(string value, Stream input, CancellationToken cancellationToken)
    {
        if (value != "-")
        {
            var bytes = ByteString.CopyFromUtf8(value);
            return bytes.Length <= ValueBytesMax ? bytes : throw TooLong($"has {bytes.Length}");
        }

        var buffer = new byte[ValueBytesMax + 1];
        var length = await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= ValueBytesMax ? ByteString.CopyFrom(buffer, 0, length) : throw TooLong("has more");
    }

    private static CommandFailure TooLong(string finding) =>
        CommandFailure.Usage($"A value must have at most {ValueBytesMax} bytes (1.5 MiB). It {finding}. Nothing was sent.");
}
