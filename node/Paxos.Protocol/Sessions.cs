using Paxos.Protocol.Encoding;

namespace Paxos.Protocol;

/// <summary>
/// The replicated table of sessions, by which a command that is sent again, across leader changes too, is executed
/// once and answered each time (Ongaro, "Consensus: Bridging Theory and Practice", 2014, section 6.3). Every call is
/// part of applying a batch, so all learners make the same calls and hold the same table. Time is the logged cluster
/// time, never a clock.
/// </summary>
public sealed class Sessions
{
    /// <summary>
    /// Commands of one session that may be under way at once. Bounds what a session holds; a client node that wants
    /// more opens more sessions.
    /// </summary>
    public const ulong WindowMax = 1024;

    /// <summary>
    /// Bytes of one response that a session remembers at most, so that its whole window stays below 4 MiB. Only the current value in
    /// the answer of a failed comparison can be longer, and a repeated answer leaves it out.
    /// </summary>
    public const int ResponseBytesMax = 4_096;

    /// <summary>
    /// Sessions at most; beyond it the one idle for longest makes room. A client node has a handful, so this is a
    /// bound on what client nodes that start over and over can pile up before their sessions expire.
    /// </summary>
    public const int CountMax = 65_536;

    private readonly SortedDictionary<SessionId, Session> sessions = [];

    // The same sessions, idle for longest first, the older one first among equals: a function of the table alone, so
    // that a learner that starts from a snapshot evicts the same ones.
    private readonly SortedSet<(long LastActive, SessionId Id)> byIdleness = [];

    // A session made before this many freezes may be in use by a reader of one of them.
    private long frozen;

    /// <summary>How many sessions there are.</summary>
    public int Count => sessions.Count;

    /// <summary>
    /// The table that an export was made of. The entries come from a disk or another node and are checked.
    /// </summary>
    /// <exception cref="EncodingException">The entries are no export of such a table.</exception>
    public static Sessions Import(IEnumerable<SessionSnapshot> entries)
    {
        var imported = new Sessions();
        foreach (var entry in entries)
        {
            imported.Import(entry);
        }

        return imported;
    }

    /// <summary>Adds one session of an export, which comes from a disk or another node and is checked.</summary>
    /// <exception cref="EncodingException">It cannot stand in this table.</exception>
    public void Import(SessionSnapshot entry)
    {
        if (Count == CountMax || sessions.ContainsKey(entry.Id))
        {
            throw new EncodingException($"Session {entry.Id} stands twice or beyond the {CountMax} allowed.");
        }

        var session = new Session(entry.Id, entry.Nonce, entry.LastActive);
        session.Acknowledge(entry.AckedBelow);
        foreach (var kept in entry.Responses)
        {
            if (Classify(session, kept.Sequence, entry.AckedBelow) is not ExecuteVerdict)
            {
                throw new EncodingException($"Session {entry.Id} has sequence {kept.Sequence} twice or out of its window.");
            }

            session.Record(kept.Sequence, kept.Response.ToArray());
        }

        Add(session);
    }

    /// <summary>Opens a session. If that is one too many, the session idle for longest is closed.</summary>
    /// <param name="id">Where the opening command stands in the log; never used before.</param>
    /// <param name="nonce">The client node's mark on the opening command, by which it knows its answer.</param>
    /// <param name="clusterTime">Milliseconds.</param>
    /// <returns>The session that was closed, if one was.</returns>
    public SessionId? Open(SessionId id, ulong nonce, long clusterTime)
    {
        Invariant.Check(!sessions.ContainsKey(id), $"L3: session {id} is opened twice");
        SessionId? evicted = null;
        if (sessions.Count == CountMax)
        {
            evicted = byIdleness.Min.Id;
            Remove(sessions[byIdleness.Min.Id]);
        }

        Add(new Session(id, nonce, clusterTime));
        return evicted;
    }

    /// <summary>Whether the session exists.</summary>
    public bool Contains(SessionId id) => sessions.ContainsKey(id);

    /// <summary>A sign of life from the client, without a command.</summary>
    /// <returns>Whether the session exists.</returns>
    public bool Touch(SessionId id, long clusterTime)
    {
        if (!sessions.TryGetValue(id, out var session))
        {
            return false;
        }

        MarkActive(Own(session), clusterTime);
        return true;
    }

    /// <summary>
    /// Says what to do with a command. A command to execute or a duplicate counts as a sign of life and acknowledges
    /// responses; what is forgotten or refused leaves no trace.
    /// </summary>
    /// <param name="id">The command's session.</param>
    /// <param name="sequence">The command's number in the session.</param>
    /// <param name="ackedBelow">
    /// The client has the responses of all sequences below this; a lower one than before is ignored.
    /// </param>
    /// <param name="clusterTime">Milliseconds.</param>
    public SessionVerdict Admit(SessionId id, ulong sequence, ulong ackedBelow, long clusterTime)
    {
        if (!sessions.TryGetValue(id, out var session))
        {
            return SessionExpiredVerdict.Instance;
        }

        var verdict = Classify(session, sequence, Math.Max(session.AckedBelow, ackedBelow));
        if (verdict is ExecuteVerdict or DuplicateVerdict)
        {
            session = Own(session);
            MarkActive(session, clusterTime);
            session.Acknowledge(ackedBelow);
        }

        return verdict;
    }

    /// <summary>
    /// Keeps the response of a command that was to be executed. The bytes are kept as they are, not copied.
    /// </summary>
    public void Record(SessionId id, ulong sequence, ReadOnlyMemory<byte> response)
    {
        var exists = sessions.TryGetValue(id, out var session);
        Invariant.Check(exists, $"L3: sequence {sequence} was executed in session {id}, which does not exist");
        Own(session!).Record(sequence, response);
    }

    /// <summary>
    /// The responses of a session that its client may still be waiting for, by sequence; what a learner sends again
    /// when a client node attaches to it. Changes nothing.
    /// </summary>
    /// <returns>None where the session does not exist.</returns>
    public IReadOnlyList<CachedResponse> CachedFrom(SessionId id, ulong ackedBelow) =>
        sessions.TryGetValue(id, out var session) ? session.ResponsesFrom(ackedBelow) : [];

    /// <summary>
    /// Closes the sessions that have shown no life for longer than <paramref name="timeToLiveMilliseconds"/>.
    /// </summary>
    /// <returns>Those sessions, idle for longest first.</returns>
    public IReadOnlyList<SessionId> Expire(long clusterTime, long timeToLiveMilliseconds)
    {
        var expired = new List<SessionId>();
        while (byIdleness.Count > 0 && clusterTime - byIdleness.Min.LastActive > timeToLiveMilliseconds)
        {
            var id = byIdleness.Min.Id;
            expired.Add(id);
            Remove(sessions[id]);
        }

        return expired;
    }

    /// <summary>All sessions with all that is replicated of them, by name.</summary>
    public IEnumerable<SessionSnapshot> Export() => sessions.Values.Select(session => session.Export());

    /// <summary>
    /// As <see cref="Export"/>, of the table as it is now, to be read whenever there is time: a session that changes later is copied first.
    /// </summary>
    public IEnumerable<SessionSnapshot> Freeze()
    {
        frozen++;
        return sessions.Values.ToArray().Select(session => session.Export());
    }

    /// <summary>Adds the whole table to a hash.</summary>
    public void AddTo(StateDigest digest)
    {
        digest.Add((long)sessions.Count);
        foreach (var session in Export())
        {
            digest.Add(session.Id.Number);
            digest.Add(session.Nonce);
            digest.Add(session.LastActive);
            digest.Add(session.AckedBelow);
            digest.Add((long)session.Responses.Count);
            foreach (var kept in session.Responses)
            {
                digest.Add(kept.Sequence);
                digest.Add(kept.Response.Span);
            }
        }
    }

    private static SessionVerdict Classify(Session session, ulong sequence, ulong ackedBelow)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ForgottenExecuted) && sequence < ackedBelow)
        {
            return ExecuteVerdict.Instance;
        }
#endif
        if (sequence < ackedBelow)
        {
            return ForgottenVerdict.Instance;
        }

        if (sequence - ackedBelow >= WindowMax)
        {
            return WindowFullVerdict.Instance;
        }

        return session.TryGetResponse(sequence, out var response)
            ? new DuplicateVerdict(response)
            : ExecuteVerdict.Instance;
    }

    private void MarkActive(Session session, long clusterTime)
    {
        if (clusterTime <= session.LastActive)
        {
            return;
        }

        byIdleness.Remove((session.LastActive, session.Id));
        session.LastActive = clusterTime;
        byIdleness.Add((session.LastActive, session.Id));
    }

    private Session Own(Session session)
    {
        if (session.MadeAfter >= frozen)
        {
            return session;
        }

        var copy = session.Copy(frozen);
        sessions[session.Id] = copy;
        return copy;
    }

    private void Add(Session session)
    {
        session.MadeAfter = frozen;
        sessions.Add(session.Id, session);
        byIdleness.Add((session.LastActive, session.Id));
    }

    private void Remove(Session session)
    {
        sessions.Remove(session.Id);
        byIdleness.Remove((session.LastActive, session.Id));
    }
}
