using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// Strikes whoever leads, where chance alone seldom does: what a leader leaves half done is what the next one must get right. Uses what a
/// proposer says of itself, as an operator with bad luck would.
/// </summary>
internal sealed class LeaderHunt(World world, Action<SimulatedProcess> crash, Action<IReadOnlyList<(int From, int To)>, long> cut)
{
    private Prng Random => world.Random;

    /// <summary>Strikes one leader, if there is one.</summary>
    public void Strike()
    {
        var leaders = world.Processes
            .Where(process => process.NodeOf(Role.Proposer) is Proposer { Phase: ProposerPhase.Leading })
            .ToArray();
        if (leaders.Length == 0)
        {
            return;
        }

        var leader = leaders[Random.Next(0, leaders.Length - 1)];
        switch (Random.Next(1, 5))
        {
            case 1:
                crash(leader);
                break;
            case 2:
                world.Counters.Pauses++;
                leader.Pause(Random.Next(300, 2_000));
                break;
            case 3:
                LeaveWithOneAcceptor(leader, Random.Next(300, 2_000));
                break;
            case 4:
                Deafen(leader, Random.Next(100, 1_000));
                break;
            default:
                LeaveWithOneAcceptor(leader, 1_000);
                CrashSoon(leader, Random.Next(1, 300));
                break;
        }
    }

    private SimulatedProcess[] OtherAcceptors(SimulatedProcess leader) =>
        [.. world.Processes.Where(process => process != leader && process.Plan.Has(Role.Acceptor))];

    // What it proposes gets the votes of a minority.
    private void LeaveWithOneAcceptor(SimulatedProcess leader, long milliseconds)
    {
        var others = OtherAcceptors(leader);
        if (others.Length == 0)
        {
            return;
        }

        var spared = leader.Plan.Has(Role.Acceptor) ? null : others[Random.Next(0, others.Length - 1)];
        var links = others.Where(other => other != spared)
            .SelectMany(other => new[] { (leader.Index, other.Index), (other.Index, leader.Index) });
        world.Counters.Partitions++;
        cut([.. links], milliseconds);
    }

    // What it proposes is voted for, and it never hears of it.
    private void Deafen(SimulatedProcess leader, long milliseconds)
    {
        world.Counters.Partitions++;
        cut([.. OtherAcceptors(leader).Select(other => (other.Index, leader.Index))], milliseconds);
    }

    private void CrashSoon(SimulatedProcess leader, long delay)
    {
        var life = leader.Life;
        world.Agenda.After(delay, () =>
        {
            if (leader.Life == life)
            {
                crash(leader);
            }
        });
    }
}
