namespace Paxos.Protocol;

/// <summary>
/// A ballot number, ordered lexicographically by epoch, round and owner (Lamport, "Paxos Made Simple", section 2.2: proposal
/// numbers are totally ordered and never shared by two proposers).
/// </summary>
/// <param name="Epoch">The epoch of the configuration that the ballot runs in.</param>
/// <param name="Round">The round within the epoch, from 1; 0 only in <see cref="Zero"/>.</param>
/// <param name="Owner">
/// The proposer's identity in this life: 16 bits of its name and 48 random bits of this process's start, so that a restarted
/// proposer, which keeps nothing on disk, can never use a ballot twice.
/// </param>
public readonly record struct Ballot(uint Epoch, ulong Round, ulong Owner) : IComparable<Ballot>
{
    /// <summary>Lower than every ballot that a proposer can own.</summary>
    public static Ballot Zero => default;

    /// <inheritdoc/>
    public int CompareTo(Ballot other)
    {
        var byEpoch = Epoch.CompareTo(other.Epoch);
        if (byEpoch != 0)
        {
            return byEpoch;
        }

        var byRound = Round.CompareTo(other.Round);
        return byRound != 0 ? byRound : Owner.CompareTo(other.Owner);
    }

    /// <summary>The higher of the two.</summary>
    public static Ballot Max(Ballot left, Ballot right) => left > right ? left : right;

    /// <summary>Whether <paramref name="left"/> is lower.</summary>
    public static bool operator <(Ballot left, Ballot right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is higher.</summary>
    public static bool operator >(Ballot left, Ballot right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is lower or equal.</summary>
    public static bool operator <=(Ballot left, Ballot right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is higher or equal.</summary>
    public static bool operator >=(Ballot left, Ballot right) => left.CompareTo(right) >= 0;

    /// <summary><c>epoch.round.owner</c>, the owner as hexadecimal digits.</summary>
    public override string ToString() => $"{Epoch}.{Round}.{Owner:x}";
}
