namespace Paxos.Protocol.Store;

/// <summary>The answer to a range as it grows, up to the asked limit and the answer's size.</summary>
internal sealed class RangePage(long limit)
{
    private readonly List<KeyValue> keyValues = [];
    private int bytes;

    /// <summary>What has found room.</summary>
    public IReadOnlyList<KeyValue> KeyValues => keyValues;

    /// <summary>Whether a key has found none; nothing may be offered after that.</summary>
    public bool More { get; private set; }

    /// <summary>
    /// Takes the key in if there is room. The first always has: no key and value are as large as an answer.
    /// </summary>
    public void Offer(KeyHistory history, KeyVersion version)
    {
        var size = history.Key.Length + version.Value.Length;
        var isFull = limit > 0 && keyValues.Count >= limit;
        if (isFull || bytes + size > StoreLimits.ResponseBytesMax)
        {
            More = true;
            return;
        }

        bytes += size;
        keyValues.Add(StoreView.KeyValueOf(history, version));
    }
}
