using System.Collections.Concurrent;

namespace Paxos.Node.Net;

/// <summary>
/// Who has sent frames lately, and from where: two processes of one name that both speak are told apart by their addresses. May be used
/// from any thread.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class SenderBook(TimeProvider timeProvider)
{
    /// <summary>
    /// A sender silent for so long may have come back at another address. Nodes that work together speak several times a second; where
    /// two hear of each other only now and then, gossip finds the conflict.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>Names kept at most, as many as gossip knows members; further senders are not told apart.</summary>
    public const int NamesMax = 1_024;

    private readonly ConcurrentDictionary<string, Sender> senders = new(StringComparer.Ordinal);

    /// <summary>A frame arrived.</summary>
    /// <param name="name">Its sender.</param>
    /// <param name="address">Where the sender takes frames.</param>
    /// <returns>Where another process of this name speaks from; null when there is none.</returns>
    public string? Hear(string name, string address)
    {
        var now = timeProvider.GetTimestamp();
        if (senders.TryGetValue(name, out var known)
            && !string.Equals(known.Address, address, StringComparison.Ordinal)
            && timeProvider.GetElapsedTime(known.HeardAt, now) < Silence)
        {
            return known.Address;
        }

        if (known is not null || senders.Count < NamesMax)
        {
            senders[name] = new Sender(address, now);
        }

        return null;
    }

    /// <summary>A stream from this sender has ended; another one that it may have makes it known again.</summary>
    public void Forget(string name, string address)
    {
        if (senders.TryGetValue(name, out var known) && string.Equals(known.Address, address, StringComparison.Ordinal))
        {
            senders.TryRemove(KeyValuePair.Create(name, known));
        }
    }

    private sealed record Sender(string Address, long HeardAt);
}
