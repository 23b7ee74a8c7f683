namespace Paxos.Protocol.Learning;

/// <summary>Which client node waits for which session's answers at this learner. Bounded; the silent are forgotten.</summary>
internal sealed class Attachments
{
    // Client nodes at one learner at most; one more waits until a silent one is forgotten.
    private const int ClientsMax = 1_024;

    // A client node shows itself every 200 ms; one that was silent for so long has moved to another learner or is gone.
    private const long SilenceMilliseconds = 10_000;

    private readonly SortedDictionary<NodeId, (Attach Attach, Instant HeardAt)> clients = [];
    private readonly Dictionary<SessionId, NodeId> bySession = [];

    /// <summary>Client nodes attached.</summary>
    public int Count => clients.Count;

    /// <summary>The client nodes attached, each with its newest generation.</summary>
    public IEnumerable<(NodeId Client, ulong Generation)> Clients =>
        clients.Select(client => (client.Key, client.Value.Attach.Generation));

    /// <summary>Takes a client node's word.</summary>
    /// <returns>The sessions whose cached answers it must be sent again: all of a new attachment, and those new in an old one.</returns>
    public IReadOnlyList<AttachedSession> Hear(NodeId client, Attach attach, Instant now)
    {
        var isKnown = clients.TryGetValue(client, out var before);
        if ((isKnown && attach.Generation < before.Attach.Generation) || (!isKnown && clients.Count >= ClientsMax))
        {
            return [];
        }

        var isSame = isKnown && attach.Generation == before.Attach.Generation;
        var fresh = attach.Sessions.Where(session => !isSame || !IsOf(client, session.Session)).ToArray();
        clients[client] = (attach, now);
        foreach (var session in attach.Sessions)
        {
            bySession[session.Session] = client;
        }

        if (isKnown)
        {
            Release(client, before.Attach.Sessions.Except(attach.Sessions));
        }

        return fresh;
    }

    /// <summary>Who waits for the session's answers; null when nobody here does.</summary>
    public NodeId? Of(SessionId session) => bySession.TryGetValue(session, out var client) ? client : null;

    /// <summary>Which client node made the nonce of an <see cref="OpenSession"/>; null when it is not attached here.</summary>
    public NodeId? OfNonce(ulong nonce)
    {
        foreach (var (client, (attach, _)) in clients)
        {
            if (attach.BootNonce == nonce >> 16)
            {
                return client;
            }
        }

        return null;
    }

    /// <summary>A session was opened for the client node: it waits for its answers from now on.</summary>
    public void Assign(SessionId session, NodeId client) => bySession[session] = client;

    /// <summary>Forgets everybody: when they show themselves again, it is as if they came for the first time.</summary>
    public void Clear()
    {
        clients.Clear();
        bySession.Clear();
    }

    /// <summary>Forgets client nodes that were silent for long.</summary>
    public void ForgetSilent(Instant now)
    {
        foreach (var (client, (attach, heardAt)) in clients.ToArray())
        {
            if (now.Since(heardAt) >= SilenceMilliseconds)
            {
                clients.Remove(client);
                Release(client, attach.Sessions);
            }
        }
    }

    private bool IsOf(NodeId client, SessionId session) => Of(session) == client;

    private void Release(NodeId client, IEnumerable<AttachedSession> sessions)
    {
        foreach (var session in sessions)
        {
            if (IsOf(client, session.Session) && !IsListed(client, session.Session))
            {
                bySession.Remove(session.Session);
            }
        }
    }

    private bool IsListed(NodeId client, SessionId session) =>
        clients.TryGetValue(client, out var entry) && entry.Attach.Sessions.Any(listed => listed.Session == session);
}
