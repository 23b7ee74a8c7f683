namespace Paxos.Protocol;

/// <summary>A session's identity: the place in the log where it was opened, packed as slot · 4096 + index in the batch.</summary>
/// <param name="Number">The packed place; unique because a batch holds fewer than 4,096 commands.</param>
public readonly record struct SessionId(ulong Number) : IComparable<SessionId>
{
    /// <summary>The session opened by the command at <paramref name="index"/> of the batch in <paramref name="slot"/>.</summary>
    public static SessionId At(Slot slot, int index) => new((slot.Number * 4096) + (ulong)index);

    /// <inheritdoc/>
    public int CompareTo(SessionId other) => Number.CompareTo(other.Number);

    /// <summary><c>slot:index</c>.</summary>
    public override string ToString() => $"{Number / 4096}:{Number % 4096}";
}
