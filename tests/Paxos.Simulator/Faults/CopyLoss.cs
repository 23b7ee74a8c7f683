using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// The learner that is ahead of the others loses its disk, and one of the others comes up to where it was before it can do so itself: a
/// leader that went on counting the lost snapshot would let acceptors forget what one learner holds.
/// </summary>
internal sealed class CopyLoss(World world, DiskDamage damage, Action<SimulatedProcess, long> crash)
{
    private Prng Random => world.Random;

    /// <summary>Begins, if two learners must hold what is trimmed and one can be told apart from the leader.</summary>
    public void Begin()
    {
        var learners = world.Processes.Where(process => process.Plan.Has(Role.Learner)).ToList();
        var able = learners.Where(process => process.IsUp && !process.Plan.Has(Role.Proposer)).ToList();
        if (world.Options.TrimCopies < 2 || able.Count == 0)
        {
            return;
        }

        var ahead = able[(int)Random.Next(0, able.Count - 1)];
        learners.Remove(ahead);
        Fill(learners, isFull: true);
        world.Agenda.After(Random.Next(600, 2_500), () =>
        {
            if (learners.TrueForAll(other => other.Snapshots.Newest < ahead.Snapshots.Newest))
            {
                Lose(ahead);
            }

            Fill(learners, isFull: false);
        });
    }

    private void Lose(SimulatedProcess ahead)
    {
        if (ahead.IsUp)
        {
            crash(ahead, 60);
        }

        if (!ahead.IsUp && damage.TryLoseLearner(ahead))
        {
            world.Counters.CopiesLost++;
            Fill([ahead], isFull: true);
            world.Agenda.After(Random.Next(1_000, 3_000), () => Fill([ahead], isFull: false));
        }
    }

    private static void Fill(List<SimulatedProcess> learners, bool isFull) =>
        learners.ForEach(learner => learner.Snapshots.IsFull = isFull);
}
