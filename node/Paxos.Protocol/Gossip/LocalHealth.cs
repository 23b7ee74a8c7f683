namespace Paxos.Protocol.Gossip;

/// <summary>
/// A member's doubt about itself (Lifeguard, LHA-Probe). A process that is starved of processor time sees everybody
/// fail; the more its own probes fail, the longer it waits before it accuses.
/// </summary>
/// <param name="multiplierMax">The most that it stretches a time, at least 1.</param>
public sealed class LocalHealth(int multiplierMax)
{
    /// <summary>From 1, healthy, to the maximum.</summary>
    public int Multiplier { get; private set; } = 1;

    /// <summary>One probe succeeded.</summary>
    public void Improve() => Multiplier = Math.Max(1, Multiplier - 1);

    /// <summary>A helper's answer is missing, a probe failed without helpers, or this process had to refute.</summary>
    public void Worsen(int steps) => Multiplier = Math.Min(multiplierMax, Multiplier + steps);

    /// <summary>A time, stretched.</summary>
    public long Scale(long milliseconds) => milliseconds * Multiplier;
}
