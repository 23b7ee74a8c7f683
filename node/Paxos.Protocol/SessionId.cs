namespace Paxos.Protocol;

/// <summary>
/// The name of a session: where the command that opened it stands in the log, so that every learner gives it the same
/// one and none is ever given twice.
/// </summary>
/// <param name="Number">
/// The slot times <see cref="CommandsPerSlotMax"/>, plus the command's index in the slot's batch.
/// </param>
public readonly record struct SessionId(ulong Number) : IComparable<SessionId>
{
    /// <summary>
    /// Room for the commands of one batch, of which there are at most 2,000: the next power of two but one.
    /// </summary>
    public const int CommandsPerSlotMax = 4096;

    /// <summary>
    /// The session that the command at <paramref name="index"/> of the batch in <paramref name="slot"/> opens.
    /// </summary>
    /// <param name="slot">Below 2^52.</param>
    /// <param name="index">From 0, below <see cref="CommandsPerSlotMax"/>.</param>
    public static SessionId Of(Slot slot, int index)
    {
        Invariant.Check(
            slot.Number <= ulong.MaxValue / CommandsPerSlotMax && index is >= 0 and < CommandsPerSlotMax,
            $"a session's name has no room for slot {slot} and index {index}");
        return new SessionId((slot.Number * CommandsPerSlotMax) + (ulong)index);
    }

    /// <summary>The slot of the command that opened it.</summary>
    public Slot OpenedIn => new(Number / CommandsPerSlotMax);

    /// <inheritdoc/>
    public int CompareTo(SessionId other) => Number.CompareTo(other.Number);

    /// <summary><c>slot/index</c>.</summary>
    public override string ToString() => $"{Number / CommandsPerSlotMax}/{Number % CommandsPerSlotMax}";
}
