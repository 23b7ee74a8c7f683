namespace Paxos.Protocol.Gossip;

/// <summary>
/// The processes that were heard under one name. A restart shows a boot nonce never seen before and then no other;
/// when two nonces keep taking turns, both processes run.
/// </summary>
public sealed class NameClaims
{
    /// <summary>
    /// Returns to a nonce heard before that make a conflict. A few happen in peace: messages of the earlier life
    /// still under way, and members that did not know its last incarnation.
    /// </summary>
    public const int ReturnsMax = 6;

    /// <summary>
    /// Milliseconds without a return after which they are counted anew, and between two reports of one conflict.
    /// </summary>
    public const long QuietMilliseconds = 60_000;

    private readonly List<Heard> claimants = [];
    private int returns;
    private Instant lastReturn;
    private Instant quietUntil;

    /// <summary>Somebody was heard under the name.</summary>
    /// <returns>The event, when this shows that two processes use the name; otherwise null.</returns>
    public NameConflict? Hear(string name, Claimant claimant, Instant now)
    {
        var known = claimants.FindIndex(other => other.Claimant.BootNonce == claimant.BootNonce);
        var isReturn = known >= 0 && known < claimants.Count - 1;
        if (known >= 0)
        {
            claimants.RemoveAt(known);
        }

        claimants.Add(new Heard(claimant, now.Plus(-claimant.AgeMilliseconds)));
        if (claimants.Count > 2)
        {
            claimants.RemoveAt(0);
        }

        if (!isReturn)
        {
            return null;
        }

        returns = now.Since(lastReturn) > QuietMilliseconds ? 1 : returns + 1;
        lastReturn = now;
        return returns >= ReturnsMax && now.HasReached(quietUntil) ? Report(name, now) : null;
    }

    private NameConflict Report(string name, Instant now)
    {
        returns = 0;
        quietUntil = now.Plus(QuietMilliseconds);
        var (first, second) = (claimants[0], claimants[1]);

        // Ages heard at different times cannot be compared; starts can. Equal starts are told apart by the nonces, so
        // that both processes and whoever hears them name the same one.
        var byStart = first.StartedAt.CompareTo(second.StartedAt);
        var firstIsElder = byStart != 0 ? byStart < 0 : first.Claimant.BootNonce < second.Claimant.BootNonce;
        return firstIsElder
            ? new NameConflict(name, first.Claimant, second.Claimant)
            : new NameConflict(name, second.Claimant, first.Claimant);
    }

    private readonly record struct Heard(Claimant Claimant, Instant StartedAt);
}
