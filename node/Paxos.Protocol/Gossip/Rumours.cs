namespace Paxos.Protocol.Gossip;

/// <summary>
/// Which members there is news of, and how often it was passed on (SWIM, section 4.1). Only names are queued, one
/// entry each: what is sent is the view of that moment, so that an older rumour never overtakes a newer one from the
/// same process.
/// </summary>
public sealed class Rumours
{
    private readonly SortedDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly SortedSet<Entry> order = new(new FewestTransmitsFirst());
    private ulong added;

    /// <summary>How many members there is news of.</summary>
    public int Count => entries.Count;

    /// <summary>News of a member: it is passed on as often as new news, ahead of older ones.</summary>
    public void Add(string name)
    {
        Remove(name);
        Insert(new Entry(name, 0, ++added));
    }

    /// <summary>No news of this member any more.</summary>
    public void Remove(string name)
    {
        if (entries.Remove(name, out var entry))
        {
            order.Remove(entry);
        }
    }

    /// <summary>
    /// The names to pass on in one message, those told least often first, then the newest. Each counts as told once
    /// more, and is dropped when that makes <paramref name="transmitsMax"/>.
    /// </summary>
    /// <param name="most">At most so many.</param>
    /// <param name="except">The receiver, who needs no news of itself.</param>
    /// <param name="transmitsMax">See <see cref="TransmitsMax"/>.</param>
    public IReadOnlyList<string> Take(int most, string except, int transmitsMax)
    {
        var taken = new List<Entry>();
        foreach (var entry in order)
        {
            if (taken.Count >= most)
            {
                break;
            }

            if (!string.Equals(entry.Name, except, StringComparison.Ordinal))
            {
                taken.Add(entry);
            }
        }

        foreach (var entry in taken)
        {
            Remove(entry.Name);
            if (entry.Transmits + 1 < transmitsMax)
            {
                Insert(entry with { Transmits = entry.Transmits + 1 });
            }
        }

        return taken.ConvertAll(static entry => entry.Name);
    }

    /// <summary>
    /// How often one process passes a rumour on: <c>multiplier × ⌈log10(members + 1)⌉</c>, enough to reach everybody
    /// with high probability (SWIM, section 5).
    /// </summary>
    public static int TransmitsMax(int multiplier, int members) =>
        multiplier * (int)Math.Ceiling(Math.Log10(members + 1));

    private void Insert(Entry entry)
    {
        entries.Add(entry.Name, entry);
        order.Add(entry);
    }

    private sealed record Entry(string Name, int Transmits, ulong Added);

    private sealed class FewestTransmitsFirst : IComparer<Entry>
    {
        public int Compare(Entry? left, Entry? right)
        {
            var byTransmits = left!.Transmits.CompareTo(right!.Transmits);
            return byTransmits != 0 ? byTransmits : right.Added.CompareTo(left.Added);
        }
    }
}
