using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// An initial acceptor that has two data folders and is started with one or the other while the cluster forms: a disk that was lost, once,
/// or two processes that take turns in one name. When acceptors say that they cannot go on, somebody does what their message asks for.
/// </summary>
internal sealed class FormingFaults(World world, DiskDamage damage, Action<SimulatedProcess, long> crash)
{
    private const long WatchMilliseconds = 250;

    private Prng Random => world.Random;

    private IEnumerable<SimulatedProcess> Acceptors => world.Processes.Where(process => process.Plan.Has(Role.Acceptor));

    /// <summary>Begins, if there is an acceptor that the others could do without.</summary>
    public void Begin()
    {
        if (damage.Fragile.Count == 0)
        {
            return;
        }

        var names = damage.Fragile.ToArray();
        var victim = world.Find(names[Random.Next(0, names.Length - 1)])!;
        for (var times = Random.Next(1, 4); times > 0; times--)
        {
            world.Agenda.After(Random.Next(1, 800), () => Exchange(victim));
        }

        world.Agenda.After(WatchMilliseconds, () => Watch(victim));
    }

    private void Exchange(SimulatedProcess victim)
    {
        if (world.Checkers.Formed is not null)
        {
            return;
        }

        if (victim.IsUp)
        {
            crash(victim, 100);
        }

        if (!victim.IsUp)
        {
            world.Counters.FormingExchanges++;
            victim.DiskOf(Role.Acceptor).Exchange();
        }
    }

    // Also when the other faults are over: nothing is served before this one is.
    private void Watch(SimulatedProcess victim)
    {
        if (world.Checkers.Formed is { } formed)
        {
            damage.HearFormed(victim, formed);
            return;
        }

        if (Acceptors.Any(process => process.NodeOf(Role.Acceptor) is Acceptor { FormingContradiction: not null }))
        {
            Redo();
        }

        world.Agenda.After(WatchMilliseconds, () => Watch(victim));
    }

    private void Redo()
    {
        world.Counters.FormingsRedone++;
        foreach (var process in Acceptors)
        {
            if (process.IsUp)
            {
                process.Crash();
            }

            process.DiskOf(Role.Acceptor).Wipe();
            world.Note(TraceKind.Disk, new NodeId(process.Name, Role.Acceptor), default, [], "emptied, to form anew");
        }

        foreach (var process in Acceptors)
        {
            process.Start();
        }
    }
}
