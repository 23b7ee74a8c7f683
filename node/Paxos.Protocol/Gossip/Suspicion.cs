namespace Paxos.Protocol.Gossip;

/// <summary>
/// The time that one suspect has to refute: long while one member alone accuses it, shorter with each independent
/// confirmation (Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection",
/// 2018, LHA-Suspicion).
/// </summary>
public sealed class Suspicion
{
    private readonly SortedSet<string> accusers = new(StringComparer.Ordinal);
    private readonly Instant start;
    private readonly int confirmationsMax;
    private readonly long shortest;
    private readonly long longest;

    /// <summary>A suspicion that begins now.</summary>
    /// <param name="accuser">Who accuses first.</param>
    /// <param name="start">When it was heard.</param>
    /// <param name="members">Living members, this process and the suspect included.</param>
    /// <param name="options">The multiplier, the probe interval and the factor of the longest suspicion.</param>
    public Suspicion(string accuser, Instant start, int members, GossipOptions options)
    {
        accusers.Add(accuser);
        this.start = start;
        shortest = ShortestMilliseconds(members, options.SuspicionMultiplier, options.ProbeIntervalMilliseconds);
        longest = shortest * options.SuspicionFactorMax;

        // Neither the suspect nor the accuser can confirm. Where too few others exist, waiting for them would only be
        // slow.
        var wanted = options.SuspicionMultiplier - 2;
        confirmationsMax = members - 2 < wanted ? 0 : wanted;
    }

    /// <summary>When the suspect is dead unless it refutes; each confirmation may bring it nearer.</summary>
    public Instant Deadline =>
        start.Plus(TimeoutMilliseconds(accusers.Count - 1, confirmationsMax, shortest, longest));

    /// <summary>Counts one more accuser.</summary>
    /// <returns>
    /// Whether it shortened the time: a new accuser, while fewer than needed were known. Only then is it passed on.
    /// </returns>
    public bool Confirm(string accuser) => accusers.Count - 1 < confirmationsMax && accusers.Add(accuser);

    /// <summary>
    /// The shortest suspicion: <c>multiplier × max(1, log10 members) × interval</c>, so that a rumour and its
    /// refutation have time to cross a cluster of that size.
    /// </summary>
    public static long ShortestMilliseconds(int members, int multiplier, long intervalMilliseconds)
    {
        var scale = Math.Max(1.0, Math.Log10(Math.Max(1, members)));
        return (long)Math.Floor(multiplier * scale * intervalMilliseconds);
    }

    /// <summary>
    /// How long a suspicion lasts from its start: from <paramref name="longest"/> without confirmations down to
    /// <paramref name="shortest"/> with <paramref name="confirmationsMax"/> of them, by a logarithm, so that the
    /// first ones count most.
    /// </summary>
    public static long TimeoutMilliseconds(int confirmations, int confirmationsMax, long shortest, long longest)
    {
        if (confirmations >= confirmationsMax)
        {
            return shortest;
        }

        var fraction = Math.Log(confirmations + 1) / Math.Log(confirmationsMax + 1);
        return Math.Max(shortest, (long)Math.Floor(longest - (fraction * (longest - shortest))));
    }
}
