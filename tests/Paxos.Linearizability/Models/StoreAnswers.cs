using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.Models;

/// <summary>When an answer is the one that the model gives.</summary>
internal static class StoreAnswers
{
    // What an encoded answer has beside key and value: a kind, some numbers, two lengths.
    private const int FramingBytesMax = 64;

    /// <summary>
    /// Whether an answer says what it should. The wording of a refusal is free, and a long current value may be left out of the
    /// answer to a failed comparison: what a session remembers for a repeated call is bounded.
    /// </summary>
    public static bool AreAlike(OperationResult told, OperationResult expected)
    {
        if (told is FailedResult refused)
        {
            return expected is FailedResult failed && failed.Error == refused.Error;
        }

        return Encode(told).SequenceEqual(Encode(expected)) || Encode(told).SequenceEqual(Encode(Remembered(expected)));
    }

    private static OperationResult Remembered(OperationResult result) =>
        result is CompareAndSetResult { Current: { } current } compared
            && current.Key.Length + current.Value.Length + FramingBytesMax > Sessions.ResponseBytesMax
            ? compared with { Current = null }
            : result;

    private static byte[] Encode(OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return writer.ToArray();
    }
}
