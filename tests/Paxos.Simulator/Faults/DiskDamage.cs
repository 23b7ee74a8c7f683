namespace Paxos.Simulator.Faults;

/// <summary>
/// What can be wrong with a disk when its process starts again. Only a minority of acceptors, drawn once a run, is ever damaged, and
/// only after the cluster has formed: every chosen batch keeps a good copy and every quorum can be reached without them, so that
/// whatever goes wrong is a bug and not bad luck (the fault atlas of TigerBeetle's simulator).
/// </summary>
internal sealed class DiskDamage(World world, FaultRates rates)
{
    private readonly SortedSet<string> fragile = Draw(world);
    private readonly SortedSet<string> beyondRepair = new(StringComparer.Ordinal);

    /// <summary>Damages the disks of a process that is about to start, or leaves them alone.</summary>
    public void BeforeStart(SimulatedProcess process)
    {
        if (process.Plan.Has(Role.Learner) && IsSpare(process))
        {
            DamageLearner(process);
        }

        if (fragile.Contains(process.Name) && !beyondRepair.Contains(process.Name) && IsFormed())
        {
            DamageAcceptor(process);
        }
    }

    // What acceptors may have trimmed must stay with somebody: the newest snapshot is never the one that is lost.
    private bool IsSpare(SimulatedProcess process) =>
        process.Snapshots.Newest == Slot.None
        || world.Processes.Any(other => other != process && other.Snapshots.Newest >= process.Snapshots.Newest);

    private void DamageLearner(SimulatedProcess process)
    {
        if (world.Random.Chance(rates.WipedLearner))
        {
            world.Counters.Wipes++;
            Note(process, Role.Learner, "replaced");
            process.DiskOf(Role.Learner).Wipe();
            process.Snapshots.Wipe();
            world.Checkers.Wiped(new NodeId(process.Name, Role.Learner));
        }
        else if (process.Snapshots.Newest > Slot.None && world.Random.Chance(rates.RottenSnapshot))
        {
            Note(process, Role.Learner, "snapshot damaged");
            process.Snapshots.Rot();
        }
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

    private bool IsFormed() => world.Processes
        .Where(process => process.Plan.Has(Role.Acceptor) && !beyondRepair.Contains(process.Name))
        .All(process => process.DiskOf(Role.Acceptor).DurableState == DiskState.Active);

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
        else if (world.Random.Chance(rates.QuarantinedDisk))
        {
            world.Counters.Quarantines++;
            beyondRepair.Add(process.Name);
            Note(process, Role.Acceptor, "unreadable");
            disk.Quarantine = "two neighbouring groups are damaged";
            world.Checkers.Wiped(new NodeId(process.Name, Role.Acceptor));
        }
        else if (world.Random.Chance(rates.FaultyGroup))
        {
            RotOneGroup(process, disk);
        }
    }

    // The last group is left alone: rot there is a torn tail to whoever reads it, which the design admits. Two bad neighbours would
    // be a disk that cannot be read.
    private void RotOneGroup(SimulatedProcess process, SimulatedDisk disk)
    {
        var journal = disk.Journal;
        if (journal.Count < 2)
        {
            return;
        }

        var index = (int)world.Random.Next(0, journal.Count - 2);
        if (journal[index + 1].IsFaulty || (index > 0 && journal[index - 1].IsFaulty) || journal[index].IsFaulty)
        {
            return;
        }

        world.Counters.FaultyGroups++;
        journal[index].IsFaulty = true;
        Note(process, Role.Acceptor, $"group {index} damaged");
    }

    private void Note(SimulatedProcess process, Role role, string what) =>
        world.Note(TraceKind.Disk, new NodeId(process.Name, role), default, [], what);
}
