using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// Strikes whoever leads, where chance alone seldom does: what a leader leaves half done is what the next one must get right. Uses what a
/// proposer says of itself, as an operator with bad luck would.
/// </summary>
internal sealed class LeaderHunt(World world, Action<SimulatedProcess> crash, Action<IReadOnlyList<(int From, int To)>, long> cut)
{
    private const long RepeatingMilliseconds = 500;

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
        switch (Random.Next(1, 9))
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
            case 5:
                LeaveWithOneAcceptor(leader, 1_000);
                CrashSoon(leader, Random.Next(1, 300));
                break;
            default:
                SplitOff(leader);
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

    // It keeps a minority, a learner and a client node. Answers that the others made before reach it a second time, so that it believes in
    // its quorum, or its clock hardly moves: the others elect a new leader, and whoever is left with the old one must not be told what
    // was true before.
    private void SplitOff(SimulatedProcess leader)
    {
        world.Network.RepeatAnswers(leader.Index, RepeatingMilliseconds);
        var life = leader.Life;
        world.Agenda.After(RepeatingMilliseconds, () =>
        {
            if (leader.Life != life)
            {
                return;
            }

            var milliseconds = Random.Next(2_000, 4_500);
            switch (Random.Next(1, 6))
            {
                case 1:
                    leader.FreezeClock(milliseconds);
                    break;
                case > 2:
                    SlowClock(leader, milliseconds);
                    break;
            }

            world.Counters.Partitions++;
            var side = PickSide(leader);
            var names = string.Join(' ', side.Select(inside => inside.Name));
            world.Note(TraceKind.Network, new NodeId(leader.Name, Role.Proposer), default, [], $"split off with {names}");
            cut(
                [
                    .. side.SelectMany(inside => world.Processes.Where(outside => !side.Contains(outside))
                        .SelectMany(outside => new[] { (inside.Index, outside.Index), (outside.Index, inside.Index) })),
                ],
                milliseconds);
        });
    }

    // Its seconds take more than three.
    private void SlowClock(SimulatedProcess process, long milliseconds)
    {
        var life = process.Life;
        for (var delay = 0L; delay < milliseconds; delay += 100)
        {
            world.Agenda.After(delay, () =>
            {
                if (process.Life == life)
                {
                    process.FreezeClock(70);
                }
            });
        }
    }

    // Every other learner and client node, as many acceptors as the others can do without and still elect, and no other proposer.
    private List<SimulatedProcess> PickSide(SimulatedProcess leader)
    {
        var voting = world.Processes.Count(process => process.NodeOf(Role.Acceptor) is Acceptor { MayVote: true });
        var spare = voting - Quorum.Majority(world.Topology.Acceptors.Count);
        var side = new List<SimulatedProcess> { leader };
        var offset = Random.Next(0, 1);
        foreach (var process in world.Processes.Where(process => process != leader && !process.Plan.Has(Role.Proposer)))
        {
            var isAcceptor = process.Plan.Has(Role.Acceptor);
            var number = world.Topology.NamesOf(process.Plan.Roles[0]).ToList().IndexOf(process.Name);
            var isIn = isAcceptor
                ? side.Count(other => other.Plan.Has(Role.Acceptor)) < spare
                : (number + offset) % 2 == 0;
            if (isIn)
            {
                side.Add(process);
            }
        }

        return side;
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
