namespace Paxos.Protocol;

/// <summary>
/// The identity born with a disk: 128 random bits, fsynced before they are told to anyone. Quorums are counted by it, never by
/// a name or an address, so that a replaced disk is a new acceptor.
/// </summary>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
public readonly record struct DiskId(ulong High, ulong Low) : IComparable<DiskId>
{
    /// <summary>No disk.</summary>
    public static DiskId None => default;

    /// <inheritdoc/>
    public int CompareTo(DiskId other)
    {
        var byHigh = High.CompareTo(other.High);
        return byHigh != 0 ? byHigh : Low.CompareTo(other.Low);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
