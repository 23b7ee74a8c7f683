namespace Paxos.Protocol.Gossip;

/// <summary>
/// Whom to talk to besides probing: a seed on start, a missing member now and then, and a random living one for a
/// full exchange.
/// </summary>
internal sealed class Contacts(MemberTable table, SortedSet<string> seeds, GossipOptions options, Prng prng)
{
    private readonly IReadOnlyList<string> seedList = [.. seeds];
    private bool joined = seeds.Count == 0;
    private int nextSeed;
    private Instant joinAt;
    private long joinDelay = options.JoinRetryMilliseconds;
    private Instant reconnectAt;
    private Instant exchangeAt;
    private Instant greetAt;

    /// <summary>Sets the first times: at once to join, at random for what repeats.</summary>
    public void Start(Instant now)
    {
        joinAt = now;
        nextSeed = seedList.Count == 0 ? 0 : (int)prng.Next(0, seedList.Count - 1);
        reconnectAt = now.Plus(prng.Next(1, options.ReconnectIntervalMilliseconds));
        exchangeAt = now.Plus(prng.Next(1, options.ExchangeIntervalMilliseconds));
    }

    /// <summary>A full list arrived from somebody: this process knows whom it can know.</summary>
    public void OnExchanged() => joined = true;

    /// <summary>
    /// The seed to exchange with now, one after another until somebody answered; null when it is not the time.
    /// </summary>
    public string? Join(Instant now)
    {
        if (joined || !now.HasReached(joinAt))
        {
            return null;
        }

        joinAt = now.Plus(joinDelay);
        var delayMax = Math.Max(options.JoinRetryMilliseconds, options.ReconnectIntervalMilliseconds);
        joinDelay = Math.Min(joinDelay * 2, delayMax);
        nextSeed = (nextSeed + 1) % seedList.Count;
        return seedList[nextSeed];
    }

    /// <summary>Whether it is the time to look after the missing and the long gone.</summary>
    public bool IsReconnectTime(Instant now)
    {
        if (!now.HasReached(reconnectAt))
        {
            return false;
        }

        reconnectAt = now.Plus(options.ReconnectIntervalMilliseconds);
        return true;
    }

    /// <summary>
    /// A random one of the dead and of the seeds that were never heard of or have left; null when nobody is missing.
    /// The two halves of a healed partition, each dead to the other, find each other by this alone; and a seed that
    /// left and was started again may know nobody.
    /// </summary>
    public string? Missing()
    {
        var missing = table.Others.Where(peer => peer.State == MemberState.Dead).Select(peer => peer.Name).ToList();
        missing.AddRange(seedList.Where(seed => table.Find(seed) is null or { State: MemberState.Left }));
        return Pick(missing);
    }

    /// <summary>The member to exchange with now; null when it is not the time, or nobody is there.</summary>
    public string? ExchangePartner(Instant now)
    {
        if (!now.HasReached(exchangeAt))
        {
            return null;
        }

        exchangeAt = now.Plus(options.ExchangeIntervalMilliseconds);
        return Pick(table.Others.Where(peer => peer.State == MemberState.Alive).Select(peer => peer.Name).ToList());
    }

    /// <summary>
    /// Whether to exchange with a member that has just joined or returned by a message to this process. At most one a
    /// reconnect interval, so that a whole cluster that starts does not make everybody send everything to everybody.
    /// </summary>
    public bool MayGreet(Instant now)
    {
        if (!now.HasReached(greetAt))
        {
            return false;
        }

        greetAt = now.Plus(options.ReconnectIntervalMilliseconds);
        return true;
    }

    private string? Pick(List<string> names) => names.Count == 0 ? null : names[(int)prng.Next(0, names.Count - 1)];
}
