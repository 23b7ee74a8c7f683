namespace Paxos.Protocol;

/// <summary>The slots from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
/// <param name="First">The first slot, at least 1.</param>
/// <param name="Last">The last slot, not below <paramref name="First"/>.</param>
public readonly record struct SlotRange(Slot First, Slot Last)
{
    /// <summary>How many slots it holds.</summary>
    public ulong Count => Last.Number - First.Number + 1;

    /// <summary>Whether <paramref name="slot"/> lies in it.</summary>
    public bool Contains(Slot slot) => First <= slot && slot <= Last;

    /// <summary><c>first-last</c>.</summary>
    public override string ToString() => $"{First}-{Last}";
}
