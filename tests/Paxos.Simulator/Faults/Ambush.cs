using Paxos.Protocol;
using Paxos.Simulator.Disks;

namespace Paxos.Simulator.Faults;

/// <summary>
/// Several faults in a row that chance alone seldom puts together, for the cases in which a new leader must find a chosen batch that is
/// known in few places only: two leaders' votes for one slot, a quorum of which one member was away, damage where a copy is left, learners
/// that know nothing or one that does and is gone. It breaks no rule of the atlas.
/// </summary>
internal sealed class Ambush(World world, DiskDamage damage, NetworkFaults network, Action<SimulatedProcess, long> crash)
{
    private Prng Random => world.Random;

    /// <summary>Begins one, if there is a leader and a quorum that can be told apart from the rest.</summary>
    public void Begin()
    {
        if (Leader() is not { } leader || world.Topology.Acceptors.Count < 3)
        {
            return;
        }

        world.Counters.Ambushes++;
        if (Random.Chance(0.25))
        {
            AwaitPromise();
            return;
        }

        var laggards = PickLaggards(leader);
        if (laggards.Count == 0 || !Random.Chance(0.5))
        {
            Keep(laggards);
            return;
        }

        // First votes that nobody else hears of: the leader keeps one acceptor, and the rest elect another one.
        var only = laggards[0];
        var hidden = Links([leader, only], Except(leader, only).Where(process => !process.Plan.Has(Role.Client)));
        var milliseconds = Random.Next(900, 1_800);
        network.Cut(hidden, milliseconds);
        network.Cut(Links([only], Except(leader, only)), milliseconds);
        world.Agenda.After(milliseconds, () => Keep(laggards));
    }

    // The next promise of an acceptor that may be damaged is the last that it hears of its ballot: it rots, and so dies whoever has it.
    private void AwaitPromise()
    {
        void OnSending(Envelope envelope)
        {
            if (envelope.Message is not Promise || !damage.Fragile.Contains(envelope.From.Name))
            {
                return;
            }

            world.Sending -= OnSending;
            var victim = world.Find(envelope.From.Name)!;
            var candidate = world.Find(envelope.To.Name)!;
            network.Cut(Links([victim], world.Processes), 120);
            world.Agenda.After(60, () =>
            {
                crash(victim, 60);
                damage.RotOne(victim, JournalDamage.RotNewest);
                crash(candidate, 2_500);
            });
        }

        world.Sending += OnSending;
    }

    // A leader works without the laggards and without the learners, or with one learner only.
    private void Keep(List<SimulatedProcess> laggards)
    {
        if (Leader() is not { } leader)
        {
            return;
        }

        laggards.Remove(leader);
        var learners = Except(leader).Where(process => process.Plan.Has(Role.Learner)).ToList();
        var informed = learners.Count > 1 && Random.Chance(0.5) ? learners[(int)Random.Next(0, learners.Count - 1)] : null;

        // Briefly, so that some applications have nothing under way when it ends and ask afterwards, or for long.
        var milliseconds = Random.Chance(0.5) ? Random.Next(20, 150) : Random.Next(200, 1_200);
        network.Cut(Links([leader], learners.Where(learner => learner != informed).Union(laggards)), milliseconds);
        network.Cut(Links(laggards, Except([.. laggards])), milliseconds);
        world.Agenda.After(milliseconds, () => Silence(leader, laggards, informed));
    }

    // Nothing new for long enough that journals are sealed, then one of the quorum loses its memory and perhaps a vote, the others are
    // not reached, and neither is whoever knows.
    private void Silence(SimulatedProcess leader, List<SimulatedProcess> laggards, SimulatedProcess? informed)
    {
        network.Cut(Links([leader], Except(leader)), 60);
        world.Agenda.After(40, () =>
        {
            var voters = world.Processes
                .Where(process => process.Plan.Has(Role.Acceptor) && process != leader && !laggards.Contains(process))
                .ToList();
            var fragile = voters.Where(process => damage.Fragile.Contains(process.Name)).ToList();
            var victim = fragile.Count > 0 && Random.Chance(0.8) ? fragile[0] : voters.FirstOrDefault();
            if (victim is { IsUp: true })
            {
                crash(victim, 60);
                damage.RotOne(victim, JournalDamage.RotNewest);
            }

            if (leader.IsUp)
            {
                crash(leader, 2_500);
            }

            var gone = voters.Where(process => process != victim).ToList();
            if (informed is not null)
            {
                gone.Add(informed);
            }

            var friends = informed is null ? [] : world.Processes.Where(process => process.Plan.Has(Role.Client));
            network.Cut(Links(gone, Except([.. gone]).Except(friends)), Random.Next(1_500, 3_500));
        });
    }

    private SimulatedProcess? Leader() => world.Processes.FirstOrDefault(process =>
        process.NodeOf(Role.Proposer) is Proposer { Phase: ProposerPhase.Leading });

    private IEnumerable<SimulatedProcess> Except(params SimulatedProcess[] processes) => world.Processes.Except(processes);

    // As many acceptors as a phase-2 quorum can do without, none of them the leader's.
    private List<SimulatedProcess> PickLaggards(SimulatedProcess leader)
    {
        var others = Except(leader).Where(process => process.Plan.Has(Role.Acceptor)).ToList();
        var spare = world.Topology.Acceptors.Count - Quorum.Majority(world.Topology.Acceptors.Count);
        var picked = new List<SimulatedProcess>();
        while (picked.Count < spare && others.Count > 1)
        {
            // Those that may lose nothing lag behind, where there are any, and those that may vote.
            var sound = others.Where(process => !damage.Fragile.Contains(process.Name)).ToList();
            var from = sound.Count > 0 ? sound : others;
            var next = from[(int)Random.Next(0, from.Count - 1)];
            picked.Add(next);
            others.Remove(next);
        }

        return picked;
    }

    private static List<(int From, int To)> Links(IEnumerable<SimulatedProcess> left, IEnumerable<SimulatedProcess> right) =>
    [
        .. left.SelectMany(one => right.Where(other => other != one)
            .SelectMany(other => new[] { (one.Index, other.Index), (other.Index, one.Index) })),
    ];
}
