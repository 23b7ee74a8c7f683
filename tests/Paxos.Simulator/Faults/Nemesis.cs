using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// Lets faults happen at the rates of the run until it is told to stop: crashes, partitions, pauses, lost connections, full disks and
/// unwanted hand-overs. What happens to disks is <see cref="DiskDamage"/>'s.
/// </summary>
internal sealed class Nemesis(World world, FaultRates rates)
{
    private readonly DiskDamage damage = new(world, rates);
    private readonly List<(SimulatedProcess Process, int Life)> stopping = [];
    private bool isOver;

    private Prng Random => world.Random;

    /// <summary>Starts every kind of fault that has a rate.</summary>
    public void Begin()
    {
        Every(rates.CrashInterval, CrashOne);
        Every(rates.BlackoutInterval, CrashAll);
        Every(rates.PartitionInterval, Partition);
        Every(rates.FlapInterval, Flap);
        Every(rates.PauseInterval, PauseOne);
        Every(rates.LinkLossInterval, LoseLink);
        Every(rates.HandOverInterval, HandOver);
        Every(rates.FullDiskInterval, FillDisk);
        Every(rates.LeaderInterval, new LeaderHunt(world, Crash, Cut).Strike);
    }

    /// <summary>No more faults: mends the network, frees the disks, and starts every process that is down or about to stop.</summary>
    public void Heal()
    {
        isOver = true;
        world.Network.Mend();
        foreach (var (process, life) in stopping)
        {
            if (process.Life == life)
            {
                process.Crash();
            }
        }

        foreach (var process in world.Processes)
        {
            Free(process);
        }

        world.StartAll();
    }

    private void Every(long interval, Action strike)
    {
        if (interval == 0)
        {
            return;
        }

        world.Agenda.After(FaultRates.Exponential(Random, interval) + 1, () =>
        {
            if (isOver)
            {
                return;
            }

            strike();
            Every(interval, strike);
        });
    }

    private SimulatedProcess? Pick(Func<SimulatedProcess, bool> condition)
    {
        var candidates = world.Processes.Where(process => process.IsUp && condition(process)).ToArray();
        return candidates.Length == 0 ? null : candidates[Random.Next(0, candidates.Length - 1)];
    }

    private void CrashOne()
    {
        if (Pick(_ => true) is not { } victim)
        {
            return;
        }

        if (victim.Plan.Has(Role.Proposer) && Random.Chance(0.2))
        {
            // A graceful stop: it may hand its office over first.
            world.Counters.HandOvers++;
            victim.Tell(Role.Proposer, new Stopping());
            var life = victim.Life;
            stopping.Add((victim, life));
            world.Agenda.After(Random.Next(1, 1_500), () =>
            {
                if (victim.Life == life)
                {
                    Crash(victim);
                }
            });
            return;
        }

        Crash(victim);
    }

    private void CrashAll()
    {
        foreach (var process in world.Processes.Where(process => process.IsUp))
        {
            Crash(process);
        }
    }

    private void Crash(SimulatedProcess process)
    {
        if (isOver)
        {
            return;
        }

        process.Crash();
        var life = process.Life;
        world.Agenda.After(Random.Next(1, rates.DownMilliseconds), () =>
        {
            if (!process.IsUp && process.Life == life && !isOver)
            {
                damage.BeforeStart(process);
                process.Start();
            }
        });
    }

    private void Partition()
    {
        world.Counters.Partitions++;
        var kind = Random.Next(1, 4);
        var lonely = (int)Random.Next(0, world.Processes.Count - 1);
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
        world.Counters.Partitions++;
        var from = (int)Random.Next(0, world.Processes.Count - 1);
        var to = (int)Random.Next(0, world.Processes.Count - 1);
        for (var count = 0; count < 5 && from != to; count++)
        {
            world.Agenda.After(count * 120, () =>
            {
                if (!isOver)
                {
                    Cut([(from, to), (to, from)], 60);
                }
            });
        }
    }

    private void Cut(IReadOnlyList<(int From, int To)> links, long milliseconds)
    {
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

    private void PauseOne()
    {
        if (Pick(_ => true) is { } victim)
        {
            world.Counters.Pauses++;
            victim.Pause(Random.Next(10, rates.PauseMilliseconds));
        }
    }

    private void LoseLink()
    {
        if (Pick(_ => true) is { } victim)
        {
            var peer = world.Processes[(int)Random.Next(0, world.Processes.Count - 1)];
            world.LoseLink(victim, peer.Name, 0);
        }
    }

    private void HandOver()
    {
        var targets = world.Topology.NamesOf(Role.Proposer);
        var target = Random.Chance(0.5) ? string.Empty : targets[(int)Random.Next(0, targets.Count - 1)];
        world.Counters.HandOvers++;
        foreach (var process in world.Processes.Where(process => process.IsUp && process.Plan.Has(Role.Proposer)))
        {
            process.Tell(Role.Proposer, new HandOver(target));
        }
    }

    private void FillDisk()
    {
        if (Pick(process => process.Plan.Has(Role.Acceptor)) is not { } victim)
        {
            return;
        }

        world.Counters.FullDisks++;
        victim.Tell(Role.Acceptor, new SpaceChanged(false));
        var life = victim.Life;
        world.Agenda.After(Random.Next(100, 3_000), () =>
        {
            if (victim.Life == life)
            {
                Free(victim);
            }
        });
    }

    private static void Free(SimulatedProcess process)
    {
        if (process.IsUp && process.Plan.Has(Role.Acceptor))
        {
            process.Tell(Role.Acceptor, new SpaceChanged(true));
        }
    }
}
