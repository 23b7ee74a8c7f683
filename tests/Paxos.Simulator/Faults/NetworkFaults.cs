using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>Partitions of every shape, links that flap or clog, connections that are reset, and gossip that is split by itself.</summary>
internal sealed class NetworkFaults(World world, FaultRates rates)
{
    // Runs in which sessions live longer are not long enough for one to expire.
    private const int ForsakenMillisecondsMax = 10_000;

    private bool isOver;

    private Prng Random => world.Random;

    /// <summary>Starts every kind that has a rate, by means of <paramref name="every"/>.</summary>
    public void Begin(Action<long, Action> every)
    {
        every(rates.PartitionInterval, Partition);
        every(rates.FlapInterval, Flap);
        every(rates.ClogInterval, Clog);
        every(rates.ResetInterval, Reset);
        every(rates.GossipSplitInterval, SplitGossip);
        every(rates.LinkLossInterval, LoseLink);
        every(rates.ForsakeInterval, Forsake);
    }

    /// <summary>Mends everything for good.</summary>
    public void End()
    {
        isOver = true;
        world.Network.Mend();
    }

    /// <summary>Cuts links for a while.</summary>
    public void Cut(IReadOnlyList<(int From, int To)> links, long milliseconds)
    {
        if (isOver)
        {
            return;
        }

        world.Note(TraceKind.Network, default, default, [], $"cut {string.Join(' ', links)} for {milliseconds} ms");
        foreach (var (from, to) in links)
        {
            world.Network.Cut(from, to, true);
        }

        world.Agenda.After(milliseconds, () =>
        {
            world.Note(TraceKind.Network, default, default, [], $"mended {string.Join(' ', links)}");
            foreach (var (from, to) in links)
            {
                world.Network.Cut(from, to, false);
            }
        });
    }

    private int PickIndex() => (int)Random.Next(0, world.Processes.Count - 1);

    private void Partition()
    {
        world.Counters.Partitions++;
        var kind = Random.Next(1, 4);
        var lonely = PickIndex();
        var side = Random.NextBits();
        var cuts = new List<(int From, int To)>();
        for (var from = 0; from < world.Processes.Count; from++)
        {
            for (var to = 0; to < world.Processes.Count; to++)
            {
                var isDivided = ((side >> from) & 1) != ((side >> to) & 1);
                var isCut = kind switch
                {
                    1 => isDivided,
                    2 => isDivided && ((side >> from) & 1) == 0,
                    3 => from == lonely || to == lonely,
                    _ => Random.Chance(0.3),
                };
                if (isCut && from != to)
                {
                    cuts.Add((from, to));
                }
            }
        }

        Cut(cuts, Random.Next(rates.PartitionMilliseconds / 10, rates.PartitionMilliseconds));
    }

    private void Flap()
    {
        world.Counters.Flaps++;
        var from = PickIndex();
        var to = PickIndex();
        for (var count = 0; count < 5 && from != to; count++)
        {
            world.Agenda.After(count * 120, () => Cut([(from, to), (to, from)], 60));
        }
    }

    private void Clog()
    {
        world.Counters.Clogs++;
        world.Network.Clog(PickIndex(), PickIndex(), Random.Next(100, 2_500));
    }

    // Nobody knows how much of what was on its way has arrived; both ends notice, sooner or later.
    private void Reset()
    {
        var (left, right) = (PickIndex(), PickIndex());
        if (left == right)
        {
            return;
        }

        world.Counters.Resets++;
        world.Network.Reset(left, right);
        foreach (var (here, there) in new[] { (left, right), (right, left) })
        {
            if (world.Processes[here].IsUp)
            {
                world.LoseLink(world.Processes[here], world.Processes[there].Name, Random.Next(0, 50));
            }
        }
    }

    private void SplitGossip()
    {
        world.Counters.GossipSplits++;
        world.Network.SplitGossip(Random.NextBits(), Random.Next(2_000, 8_000));
    }

    // A client node hears no answer to what it asked, and then nothing at all until its sessions have expired.
    private void Forsake()
    {
        var names = world.Topology.NamesOf(Role.Client);
        var client = world.Find(names[(int)Random.Next(0, names.Count - 1)])!.Index;
        var others = Enumerable.Range(0, world.Processes.Count).Where(other => other != client).ToArray();
        var timeToLive = world.Options.SessionTimeToLiveMilliseconds;
        if (timeToLive > ForsakenMillisecondsMax)
        {
            return;
        }

        world.Counters.Forsaken++;
        var deaf = Random.Next(50, 400);
        Cut([.. others.Select(other => (other, client))], deaf);
        world.Agenda.After(deaf, () => Cut(
            [.. others.SelectMany(other => new[] { (other, client), (client, other) })], timeToLive + Random.Next(100, 500)));
    }

    private void LoseLink()
    {
        var victim = world.Processes[PickIndex()];
        var peer = world.Processes[PickIndex()];
        if (victim.IsUp)
        {
            world.LoseLink(victim, peer.Name, 0);
        }
    }
}
