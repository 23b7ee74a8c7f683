using Paxos.Protocol;
using Paxos.Simulator.Checkers;
using Paxos.Simulator.Disks;

namespace Paxos.Simulator.Faults;

/// <summary>
/// What can be wrong with a disk when its process starts again. Only a minority of acceptors, drawn once a run, is ever damaged, and
/// only after the cluster has formed: every chosen batch keeps a good copy and every quorum can be reached without them, so that
/// whatever goes wrong is a bug and not bad luck (the fault atlas of TigerBeetle's simulator).
/// </summary>
internal sealed class DiskDamage(World world, FaultRates rates, Action<SimulatedProcess> crash)
{
    private readonly SortedSet<string> beyondRepair = new(StringComparer.Ordinal);
    private long? lostAt;

    /// <summary>The acceptors that may be damaged, and that may be left dead at the end.</summary>
    public SortedSet<string> Fragile { get; } = Draw(world);

    /// <summary>Whether every acceptor that has not lost its disk is active.</summary>
    public bool IsFormed() => world.Processes
        .Where(process => process.Plan.Has(Role.Acceptor) && !beyondRepair.Contains(process.Name))
        .All(process => process.DiskOf(Role.Acceptor).DurableState == DiskState.Active);

    /// <summary>
    /// Whether a learner's disk can be done without: what acceptors may have trimmed must stay with somebody, so the newest snapshot is
    /// never the one that is lost.
    /// </summary>
    /// <param name="process">Whose disk.</param>
    /// <param name="except">Processes whose snapshots do not count.</param>
    public bool IsSpare(SimulatedProcess process, IReadOnlyCollection<string> except) =>
        process.Snapshots.Newest == Slot.None
        || world.Processes.Any(other => other != process
            && !except.Contains(other.Name)
            && other.Snapshots.Newest >= process.Snapshots.Newest);

    /// <summary>Damages the disks of a process that is about to start, or leaves them alone.</summary>
    public void BeforeStart(SimulatedProcess process)
    {
        if (process.Plan.Has(Role.Learner) && (IsSpare(process, except: []) || IsOneOfTwo(process)))
        {
            DamageLearner(process);
        }

        if (Fragile.Contains(process.Name) && !beyondRepair.Contains(process.Name) && IsFormed())
        {
            DamageAcceptor(process);
        }
    }

    // Where two must hold what is trimmed, one that holds more may be lost as well: nobody was told to trim what it alone holds. Not two
    // soon after one another: a leader may count a copy for a moment after it was lost.
    private bool IsOneOfTwo(SimulatedProcess process) =>
        world.Options.TrimCopies > 1
        && (lostAt is not { } last || world.Agenda.Now - last > TrimChecker.LossMilliseconds)
        && world.Processes.Any(other => other != process
            && other.Plan.Has(Role.Learner)
            && other.Snapshots.Newest >= world.Checkers.TrimOrdered);

    private void DamageLearner(SimulatedProcess process)
    {
        if (world.Random.Chance(rates.WipedLearner))
        {
            LoseLearner(process);
        }
        else if (process.Snapshots.Newest > Slot.None && world.Random.Chance(rates.RottenSnapshot))
        {
            lostAt = world.Agenda.Now;
            Note(process, Role.Learner, "snapshot damaged");
            process.Snapshots.Rot();
        }
    }

    private void LoseLearner(SimulatedProcess process)
    {
        world.Counters.Wipes++;
        lostAt = world.Agenda.Now;
        Note(process, Role.Learner, "replaced");
        process.DiskOf(Role.Learner).Wipe();
        process.Snapshots.Wipe();
        world.Checkers.Wiped(new NodeId(process.Name, Role.Learner));
    }

    /// <summary>Something rots on the disk of an acceptor that may be damaged and is down; nothing on that of another one.</summary>
    public void RotOne(SimulatedProcess process, Func<BlockDisk, Prng, string?> strike)
    {
        var disk = process.DiskOf(Role.Acceptor);
        if (!process.IsUp
            && rates.Rot > 0
            && Fragile.Contains(process.Name)
            && IsFormed()
            && strike(disk.Blocks, world.Random) is { } what)
        {
            world.Counters.Rots++;
            disk.IsDamaged = true;
            Note(process, Role.Acceptor, what);
        }
    }

    /// <summary>The cluster has formed. If it did so without this acceptor's disk, that one must never vote.</summary>
    public void HearFormed(SimulatedProcess process, Configuration formed)
    {
        if (!formed.Contains(process.Name, process.DiskOf(Role.Acceptor).Disk))
        {
            beyondRepair.Add(process.Name);
            world.Checkers.Wiped(new NodeId(process.Name, Role.Acceptor));
        }
    }

    /// <summary>A learner that is down loses everything, if what acceptors may have forgotten stays with another one.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryLoseLearner(SimulatedProcess process)
    {
        if (!IsSpare(process, except: []) && !IsOneOfTwo(process))
        {
            return false;
        }

        LoseLearner(process);
        return true;
    }

    private static SortedSet<string> Draw(World world)
    {
        var acceptors = world.Topology.Acceptors;
        var spare = acceptors.Count - Quorum.Majority(acceptors.Count);
        var fragile = new SortedSet<string>(StringComparer.Ordinal);
        while (fragile.Count < spare)
        {
            fragile.Add(acceptors[(int)world.Random.Next(0, acceptors.Count - 1)]);
        }

        return fragile;
    }

    private void DamageAcceptor(SimulatedProcess process)
    {
        var disk = process.DiskOf(Role.Acceptor);
        if (world.Random.Chance(rates.WipedAcceptor))
        {
            world.Counters.Wipes++;
            beyondRepair.Add(process.Name);
            Note(process, Role.Acceptor, "replaced");
            disk.Wipe();
            world.Checkers.Wiped(new NodeId(process.Name, Role.Acceptor));
        }
        else if (world.Random.Chance(rates.PutBackDisk) && disk.TryPutBack(ToldOf(disk)))
        {
            world.Counters.PutBacks++;
            beyondRepair.Add(process.Name);
            Note(process, Role.Acceptor, "put back to an older state");
            world.Checkers.Wiped(new NodeId(process.Name, Role.Acceptor));
            CrashWitnesses(process);
        }
        else if (world.Random.Chance(rates.QuarantinedDisk) && JournalDamage.Ruin(disk.Blocks, world.Random))
        {
            world.Counters.Ruins++;
            disk.IsDamaged = true;
            beyondRepair.Add(process.Name);
            Note(process, Role.Acceptor, "two neighbouring groups rot");
        }
        else if (world.Random.Chance(rates.Rot))
        {
            RotOne(process, JournalDamage.Strike);
        }
    }

    // As when a whole machine room was restored: only what the others have on their disks can tell.
    private void CrashWitnesses(SimulatedProcess process)
    {
        if (world.Random.Chance(0.5))
        {
            foreach (var other in world.Processes.Where(other => other != process && other.Plan.Has(Role.Acceptor)).ToArray())
            {
                crash(other);
            }
        }
    }

    // The newest group that every acceptor whose disk is safe has written down, so that whoever is asked, one of them among them, knows
    // better. What was told later may be forgotten, and then nobody can tell that the disk was put back: that is not promised.
    private ulong ToldOf(SimulatedDisk disk) => world.Topology.Acceptors
        .Where(name => !Fragile.Contains(name))
        .Select(name => world.Find(name)!.DiskOf(Role.Acceptor).DurableMarks
            .Where(mark => mark.Disk == disk.Disk).Select(mark => mark.Stamp).SingleOrDefault())
        .Min();

    private void Note(SimulatedProcess process, Role role, string what) =>
        world.Note(TraceKind.Disk, new NodeId(process.Name, role), default, [], what);
}
