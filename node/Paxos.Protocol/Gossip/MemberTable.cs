namespace Paxos.Protocol.Gossip;

/// <summary>All views by name, this process's own included. Bounded by <see cref="GossipLimits.MembersMax"/>.</summary>
/// <param name="self">This process.</param>
/// <param name="seeds">Names that are never forgotten.</param>
internal sealed class MemberTable(Peer self, SortedSet<string> seeds)
{
    private readonly SortedDictionary<string, Peer> peers = new(StringComparer.Ordinal) { [self.Name] = self };

    /// <summary>This process.</summary>
    public Peer Self { get; } = self;

    /// <summary>Living members, this process included: the n of every formula.</summary>
    public int LivingCount { get; private set; } = 1;

    /// <summary>Everybody, ordered by name.</summary>
    public IEnumerable<Peer> All => peers.Values;

    /// <summary>Everybody else, ordered by name.</summary>
    public IEnumerable<Peer> Others => peers.Values.Where(peer => peer != Self);

    /// <summary>The view of a name; null when it is unknown.</summary>
    public Peer? Find(string name) => peers.GetValueOrDefault(name);

    /// <summary>Adds a stranger. When the table is full, the one dead or gone for longest makes room.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(Peer stranger)
    {
        if (peers.Count >= GossipLimits.MembersMax)
        {
            var longestGone = Others.Where(CanForget).MinBy(peer => peer.ChangedAt.Milliseconds);
            if (longestGone is null)
            {
                return false;
            }

            peers.Remove(longestGone.Name);
        }

        peers.Add(stranger.Name, stranger);
        Recount();
        return true;
    }

    /// <summary>Counts the living anew; to be called after each change of a state.</summary>
    public void Recount() => LivingCount = peers.Values.Count(static peer => peer.IsLiving);

    /// <summary>Drops those that have been dead or gone for <paramref name="milliseconds"/>, except seeds.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Forget(Instant now, long milliseconds)
    {
        var names = Others
            .Where(peer => CanForget(peer) && now.Since(peer.ChangedAt) >= milliseconds)
            .Select(peer => peer.Name)
            .ToList();
        foreach (var name in names)
        {
            peers.Remove(name);
        }

        return names;
    }

    private bool CanForget(Peer peer) => !peer.IsLiving && !seeds.Contains(peer.Name);
}
