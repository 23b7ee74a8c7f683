namespace Paxos.Protocol;

/// <summary>A reading of a clock that only moves forward. Only differences mean anything; its zero does not.</summary>
/// <param name="Milliseconds">Milliseconds since the clock's zero.</param>
public readonly record struct Instant(long Milliseconds) : IComparable<Instant>
{
    /// <summary>Milliseconds from <paramref name="earlier"/> to this instant.</summary>
    public long Since(Instant earlier) => Milliseconds - earlier.Milliseconds;

    /// <summary>The instant <paramref name="milliseconds"/> later.</summary>
    public Instant Plus(long milliseconds) => new(Milliseconds + milliseconds);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>Whether this instant is <paramref name="other"/> or later.</summary>
    public bool HasReached(Instant other) => Milliseconds >= other.Milliseconds;
}
