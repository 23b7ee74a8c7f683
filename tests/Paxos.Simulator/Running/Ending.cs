using Paxos.Protocol;
using Paxos.Simulator.Faults;

namespace Paxos.Simulator.Running;

/// <summary>
/// What is mended when the faults end. Mostly everything; now and then a quorum of acceptors and some of every other role only, the
/// others staying dead for good, or a leader that reaches everybody but the learners, all of them or all but one. The rest must do its
/// work all the same.
/// </summary>
internal sealed class Ending(World world, Nemesis nemesis)
{
    private static readonly Role[] NeededRoles = [Role.Proposer, Role.Learner, Role.Client];

    // Learners compare each second at least.
    private const long LieMilliseconds = 2_500;

    private Prng Random => world.Random;

    /// <summary>Ends the faults and starts whatever lives on.</summary>
    public void Begin()
    {
        var dead = nemesis.Damage.IsFormed() && Random.Chance(0.3) ? DrawDead() : [];
        world.Counters.LeftDead += dead.Count;
        nemesis.Heal(dead);
        OfferOfficeToOneOf(dead);
        if (dead.Count == 0 && Random.Chance(0.3))
        {
            CutLeaderFromLearners();
        }
    }

    /// <summary>Mends the links that were cut for the ending.</summary>
    public void MendLinks() => world.Network.Join();

    /// <summary>Of three learners or more that agree, one says that its state is another one: the others outvote it.</summary>
    public void LetOneLie()
    {
        var learners = world.Processes.Where(process => process.IsUp && process.Plan.Has(Role.Learner)).ToArray();
        if (learners.Length >= 3)
        {
            world.Network.Liar = learners[Random.Next(0, learners.Length - 1)].Name;
            world.Agenda.Run(LieMilliseconds);
        }
    }

    // Only acceptors that might have lost their disks may stay dead: the others have a good copy of everything and make a quorum. What
    // those have trimmed must be held by a learner that lives.
    private SortedSet<string> DrawDead()
    {
        var dead = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var process in world.Processes)
        {
            var mayDie = !process.Plan.Has(Role.Acceptor) || nemesis.Damage.Fragile.Contains(process.Name);
            mayDie &= nemesis.Damage.IsSpare(process, except: dead);
            if (mayDie && Random.Chance(0.6) && NeededRoles.All(role => IsLeft(role, dead, process)))
            {
                dead.Add(process.Name);
            }
        }

        return dead;
    }

    private bool IsLeft(Role role, SortedSet<string> dead, SimulatedProcess process) =>
        world.Topology.NamesOf(role).Any(name => name != process.Name && !dead.Contains(name));

    // The leader's successor stays dead, and nobody else will take the office.
    private void OfferOfficeToOneOf(SortedSet<string> dead)
    {
        var gone = world.Topology.NamesOf(Role.Proposer).FirstOrDefault(dead.Contains);
        if (gone is null || Random.Chance(0.5))
        {
            return;
        }

        world.Counters.HandOvers++;
        foreach (var process in world.Processes.Where(process => process.IsUp && process.Plan.Has(Role.Proposer)))
        {
            process.Tell(Role.Proposer, new HandOver(gone));
        }
    }

    // Only one that is nothing but a proposer: learners must go on reaching a quorum of acceptors.
    private void CutLeaderFromLearners()
    {
        var leader = world.Processes.FirstOrDefault(process =>
            process.NodeOf(Role.Proposer) is Proposer { Phase: ProposerPhase.Leading });
        if (leader is not { Plan.Roles: [Role.Proposer] } || world.Topology.NamesOf(Role.Proposer).Count < 2)
        {
            return;
        }

        world.Counters.LeadersWithoutLearners++;
        var learners = world.Processes.Where(process => process.Plan.Has(Role.Learner)).ToArray();

        // A client node beside a learner would be cut off with it, and writes go to the leader itself.
        var mayBeSome = learners.All(process => !process.Plan.Has(Role.Client));
        var spared = mayBeSome && Random.Chance(0.5) ? learners[Random.Next(0, learners.Length - 1)] : null;
        foreach (var learner in learners.Where(learner => learner != spared))
        {
            world.Network.Sever(leader.Index, learner.Index);
        }
    }
}
