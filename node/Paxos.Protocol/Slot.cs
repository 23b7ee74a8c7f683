namespace Paxos.Protocol;

/// <summary>A position in the replicated log, from 1. <see cref="None"/>, 0, stands for "no slot yet".</summary>
/// <param name="Number">The position.</param>
public readonly record struct Slot(ulong Number) : IComparable<Slot>
{
    /// <summary>Before the first slot.</summary>
    public static Slot None => default;

    /// <summary>The first slot that a batch can be chosen in.</summary>
    public static Slot First => new(1);

    /// <summary>The slot after this one.</summary>
    public Slot Next => new(Number + 1);

    /// <summary>The slot before this one; of <see cref="None"/> there is none.</summary>
    public Slot Previous => Number == 0 ? throw new InvalidOperationException("Slot 0 has no predecessor.") : new(Number - 1);

    /// <summary>The higher of the two.</summary>
    public static Slot Max(Slot left, Slot right) => left > right ? left : right;

    /// <summary>The lower of the two.</summary>
    public static Slot Min(Slot left, Slot right) => left < right ? left : right;

    /// <summary>The slot <paramref name="count"/> positions later.</summary>
    public Slot Plus(ulong count) => new(Number + count);

    /// <inheritdoc/>
    public int CompareTo(Slot other) => Number.CompareTo(other.Number);

    /// <summary>Whether <paramref name="left"/> is lower.</summary>
    public static bool operator <(Slot left, Slot right) => left.Number < right.Number;

    /// <summary>Whether <paramref name="left"/> is higher.</summary>
    public static bool operator >(Slot left, Slot right) => left.Number > right.Number;

    /// <summary>Whether <paramref name="left"/> is lower or equal.</summary>
    public static bool operator <=(Slot left, Slot right) => left.Number <= right.Number;

    /// <summary>Whether <paramref name="left"/> is higher or equal.</summary>
    public static bool operator >=(Slot left, Slot right) => left.Number >= right.Number;

    /// <summary>The number in decimal digits.</summary>
    public override string ToString() => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
