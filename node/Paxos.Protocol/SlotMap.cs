namespace Paxos.Protocol;

/// <summary>
/// Values by slot, ordered. Made for logs: adding above the highest slot is constant time, finding is a binary search, and adding
/// below, which only lost or late messages cause, moves what is above.
/// </summary>
/// <typeparam name="T">The value kept for a slot.</typeparam>
public sealed class SlotMap<T>
    where T : class
{
    private readonly List<Slot> slots = [];
    private readonly List<T> values = [];

    /// <summary>How many slots have a value.</summary>
    public int Count => slots.Count;

    /// <summary>The lowest slot with a value, or <see cref="Slot.None"/>.</summary>
    public Slot Lowest => slots.Count == 0 ? Slot.None : slots[0];

    /// <summary>The highest slot with a value, or <see cref="Slot.None"/>.</summary>
    public Slot Highest => slots.Count == 0 ? Slot.None : slots[^1];

    /// <summary>The value at <paramref name="slot"/>, or null.</summary>
    public T? Find(Slot slot)
    {
        var index = slots.BinarySearch(slot);
        return index < 0 ? null : values[index];
    }

    /// <summary>Sets the value at <paramref name="slot"/>.</summary>
    public void Set(Slot slot, T value)
    {
        if (slots.Count == 0 || slots[^1] < slot)
        {
            slots.Add(slot);
            values.Add(value);
            return;
        }

        var index = slots.BinarySearch(slot);
        if (index >= 0)
        {
            values[index] = value;
            return;
        }

        slots.Insert(~index, slot);
        values.Insert(~index, value);
    }

    /// <summary>Slots and values from <paramref name="first"/> on, in order. The map must not change meanwhile.</summary>
    public IEnumerable<(Slot Slot, T Value)> From(Slot first)
    {
        var index = slots.BinarySearch(first);
        for (index = index < 0 ? ~index : index; index < slots.Count; index++)
        {
            yield return (slots[index], values[index]);
        }
    }

    /// <summary>Removes the value at <paramref name="slot"/>, if there is one.</summary>
    public void Remove(Slot slot)
    {
        var index = slots.BinarySearch(slot);
        if (index >= 0)
        {
            slots.RemoveAt(index);
            values.RemoveAt(index);
        }
    }

    /// <summary>Removes every value up to <paramref name="last"/>, that slot included.</summary>
    public void RemoveTo(Slot last)
    {
        var index = slots.BinarySearch(last);
        var count = index < 0 ? ~index : index + 1;
        slots.RemoveRange(0, count);
        values.RemoveRange(0, count);
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        slots.Clear();
        values.Clear();
    }
}
