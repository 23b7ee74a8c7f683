using System.Globalization;

namespace Paxos.Operator.Planning.Observing;

/// <summary>The order of ballots as nodes write them: <c>epoch.round.owner</c>.</summary>
/// <param name="Epoch">The configuration's epoch.</param>
/// <param name="Round">The round.</param>
/// <param name="Owner">Who made it, which breaks ties.</param>
internal readonly record struct BallotOrder(ulong Epoch, ulong Round, string Owner) : IComparable<BallotOrder>
{
    /// <summary>Reads one; what is no ballot is below all.</summary>
    public static BallotOrder Parse(string text)
    {
        var parts = text.Split('.', 3);
        return parts.Length == 3
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var round)
                ? new BallotOrder(epoch, round, parts[2])
                : default;
    }

    /// <inheritdoc/>
    public int CompareTo(BallotOrder other) => (Epoch, Round).CompareTo((other.Epoch, other.Round)) is not 0 and var order
        ? order
        : string.CompareOrdinal(Owner, other.Owner);
}
