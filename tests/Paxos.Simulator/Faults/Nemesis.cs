using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// Lets faults happen at the rates of the run until it is told to stop: to processes, clocks and whole disks here, to the network in
/// <see cref="NetworkFaults"/>, to leaders in <see cref="LeaderHunt"/>, to what is on disks in <see cref="DiskDamage"/>.
/// </summary>
internal sealed class Nemesis
{
    private readonly World world;
    private readonly FaultRates rates;
    private readonly NetworkFaults network;
    private readonly List<(SimulatedProcess Process, int Life)> stopping = [];
    private bool isOver;

    /// <summary>Faults that have not begun.</summary>
    public Nemesis(World world, FaultRates rates)
    {
        this.world = world;
        this.rates = rates;
        Damage = new DiskDamage(world, rates, Crash);
        network = new NetworkFaults(world, rates);
        world.ProcessFailed += OnProcessFailed;
    }

    /// <summary>What happens to disks.</summary>
    public DiskDamage Damage { get; }

    private Prng Random => world.Random;

    /// <summary>Starts every kind of fault that has a rate.</summary>
    public void Begin()
    {
        Every(rates.CrashInterval, CrashOne);
        Every(rates.BlackoutInterval, CrashAll);
        Every(rates.StormInterval, Storm);
        Every(rates.PauseInterval, PauseOne);
        Every(rates.SlowInterval, SlowOne);
        Every(rates.ClockInterval, DisturbClock);
        Every(rates.HandOverInterval, HandOver);
        Every(rates.FullDiskInterval, FillDisk);
        Every(rates.ReadOnlyInterval, MakeReadOnly);
        Every(rates.LeaderInterval, new LeaderHunt(world, Crash, network.Cut).Strike);
        Every(rates.AmbushInterval, new Ambush(world, Damage, network, Crash).Begin);
        Every(rates.FragileInterval, CrashFragile);
        Every(rates.CopyInterval, KeepCopies);
        Every(rates.CopyLossInterval, new CopyLoss(world, Damage, Crash).Begin);
        network.Begin(Every);
        if (rates.FormingExchange)
        {
            new FormingFaults(world, Damage, Crash).Begin();
        }
    }

    /// <summary>
    /// No more faults: mends the network, frees the disks, and starts every process that is down or about to stop, but for those that
    /// stay dead.
    /// </summary>
    public void Heal(IReadOnlySet<string> dead)
    {
        isOver = true;
        network.End();
        foreach (var process in world.Processes)
        {
            Repair(process);
            if (process.IsUp && (dead.Contains(process.Name) || stopping.Contains((process, process.Life))))
            {
                process.Crash();
            }

            process.Slowness = 1;
            process.IsLeftDead = dead.Contains(process.Name);
        }

        world.StartAll();
    }

    private static void Repair(SimulatedProcess process)
    {
        foreach (var disk in process.Disks)
        {
            disk.Blocks.Capacity = long.MaxValue;
            disk.Blocks.IsReadOnly = false;
        }

        process.Snapshots.IsFull = false;
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
            process.Crash(isPowerLost: true);
            PlanStart(process, rates.DownMilliseconds);
        }
    }

    private void Crash(SimulatedProcess process) => Crash(process, rates.DownMilliseconds);

    private void Crash(SimulatedProcess process, long down)
    {
        if (!isOver && process.IsUp)
        {
            process.Crash(Random.Chance(rates.PowerLoss));
            PlanStart(process, down);
        }
    }

    // Those whose disks may rot start often, for that is when damage is found.
    private void CrashFragile()
    {
        if (Pick(process => Damage.Fragile.Contains(process.Name)) is { } victim)
        {
            Crash(victim, 300);
        }
    }

    private void KeepCopies()
    {
        foreach (var name in Damage.Fragile)
        {
            if (world.Find(name)!.DiskOf(Role.Acceptor) is { DurableState: not null } disk && (!disk.HasCopy || Random.Chance(0.2)))
            {
                disk.KeepCopy();
            }
        }
    }

    private void PlanStart(SimulatedProcess process, long within)
    {
        var life = process.Life;
        world.Agenda.After(Random.Next(1, within), () =>
        {
            if (!process.IsUp && process.Life == life && !isOver)
            {
                Damage.BeforeStart(process);
                process.Start();
            }
        });
    }

    private void OnProcessFailed(SimulatedProcess process)
    {
        if (isOver)
        {
            throw new ViolationException("recovery", $"{process.Name} died of a disk that is in order again");
        }

        PlanStart(process, rates.DownMilliseconds);
    }

    // A process that crashes again soon after each start, as under a supervisor that knows no pause.
    private void Storm()
    {
        if (Pick(_ => true) is not { } victim)
        {
            return;
        }

        world.Counters.Storms++;
        for (var count = 0; count < 6; count++)
        {
            world.Agenda.After(count * 150, () =>
            {
                if (victim.IsUp && !isOver)
                {
                    victim.Crash(Random.Chance(rates.PowerLoss));
                    PlanStart(victim, within: 60);
                }
            });
        }
    }

    private void PauseOne()
    {
        if (Pick(_ => true) is { } victim)
        {
            world.Counters.Pauses++;
            victim.Pause(Random.Next(10, rates.PauseMilliseconds));
        }
    }

    private void SlowOne()
    {
        if (Pick(_ => true) is not { } victim)
        {
            return;
        }

        world.Counters.SlowProcesses++;
        victim.Slowness = Random.Next(2, 10);
        var life = victim.Life;
        world.Agenda.After(Random.Next(200, 3_000), () => victim.Slowness = victim.Life == life ? 1 : victim.Slowness);
    }

    private void DisturbClock()
    {
        if (Pick(_ => true) is not { } victim)
        {
            return;
        }

        world.Counters.ClockFaults++;
        if (Random.Chance(0.5))
        {
            victim.JumpClock(Random.Next(50, 5_000));
        }
        else
        {
            victim.FreezeClock(Random.Next(50, 2_000));
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

        // The chosen successor is as likely to die as anybody, and the office must not go with it.
        if (target.Length > 0 && world.Find(target) is { IsUp: true } successor && Random.Chance(0.3))
        {
            Crash(successor);
        }
    }

    private void FillDisk()
    {
        if (Pick(process => process.Plan.Has(Role.Acceptor)) is not { } victim)
        {
            return;
        }

        world.Counters.FullDisks++;
        var blocks = victim.DiskOf(Role.Acceptor).Blocks;
        blocks.Capacity = blocks.UsedBytes + Random.Next(0, world.SegmentBytes);
        world.Agenda.After(Random.Next(500, 4_000), () => blocks.Capacity = long.MaxValue);
    }

    private void MakeReadOnly()
    {
        if (Pick(process => process.Plan.Has(Role.Acceptor)) is not { } victim)
        {
            return;
        }

        world.Counters.ReadOnlyDisks++;
        var blocks = victim.DiskOf(Role.Acceptor).Blocks;
        blocks.IsReadOnly = true;
        world.Agenda.After(Random.Next(300, 2_000), () => blocks.IsReadOnly = false);
    }
}
