using Paxos.Simulator.Applications;
using Paxos.Simulator.Checkers;
using Paxos.Simulator.Faults;
using Paxos.Simulator.History;

namespace Paxos.Simulator.Running;

/// <summary>
/// The run of one seed. First safety: faults strike while applications work. Then liveness: everything is mended and started, and
/// within a bound of virtual time every application must get new answers and every learner must have applied everything. Last, the
/// history is judged.
/// </summary>
internal sealed class SeedRun
{
    private const long LivenessMilliseconds = 20_000;
    private const long FewestDone = 3;

    private readonly ulong seed;
    private readonly Trace trace;
    private readonly World world;
    private readonly Workload workload;
    private readonly Nemesis nemesis;
    private readonly long safetyMilliseconds;

    private SeedRun(ulong seed, Trace trace, RoleFactory? roles)
    {
        this.seed = seed;
        this.trace = trace;
        var random = new Prng(seed);
        var topology = Topology.Draw(random);
        var rates = random.Chance(0.05) ? FaultRates.None : FaultRates.Draw(random);
        var options = DrawOptions(random, topology);
        safetyMilliseconds = random.Next(6_000, 14_000);
        world = new World(random, topology, options, trace, roles) { Faults = rates };
        workload = new Workload(world, WorkloadRates.Draw(random)) { DeadlineMilliseconds = random.Next(1_000, 10_000) };
        nemesis = new Nemesis(world, rates);
    }

    // Thresholds so low that snapshots and trimming are part of every run, and logs so short that a snapshot is often the only way back.
    private static ProtocolOptions DrawOptions(Prng random, Topology topology) => new()
    {
        InFlightSlotsMax = (int)random.Next(1, 6),
        TrimCopies = topology.NamesOf(Role.Learner).Count == 1 ? 1 : (int)random.Next(1, 2),
        SnapshotSlots = (int)random.Next(5, 60),
        SnapshotBytes = random.Next(1_000, 20_000),
        SnapshotChunkBytes = (int)random.Next(100, 4_000),
        SnapshotItemsPerTickMax = (int)random.Next(5, 200),
        SnapshotRetryMilliseconds = 1_000,
        SnapshotAskMilliseconds = (int)random.Next(100, 1_000),
        LogSlotsMax = random.Chance(0.5) ? (int)random.Next(4, 40) : 16_384,
    };

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">It decides everything.</param>
    /// <param name="text">Whether the trace makes text.</param>
    /// <param name="tailMax">Lines of the trace to keep.</param>
    /// <param name="write">Takes each line; null for nobody.</param>
    /// <param name="roles">Makes the role objects; null for those of the product.</param>
    public static SeedResult Run(
        ulong seed,
        TraceText text = TraceText.None,
        int tailMax = 0,
        Action<string>? write = null,
        RoleFactory? roles = null)
    {
        using var trace = new Trace(text, tailMax, write);
        return new SeedRun(seed, trace, roles).Run();
    }

    private SeedResult Run()
    {
        var (checker, violation) = (string.Empty, (string?)null);
        try
        {
            RunPhases();
        }
        catch (ViolationException found)
        {
            (checker, violation) = (found.Checker, found.Message);
        }
        catch (InvariantException broken)
        {
            (checker, violation) = ("invariant", broken.Message);
        }
#pragma warning disable CA1031 // Whatever a role throws ends its process in production, so any exception is a finding of this seed.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            (checker, violation) = ("exception", thrown.ToString());
        }

        var counters = world.Counters;
        counters.Steps = world.Agenda.Happened;
        counters.RunsWithChosen = counters.Chosen > 0 ? 1 : 0;
        counters.RunsWithLeaderChange = counters.LeaderChanges > 0 ? 1 : 0;
        return new SeedResult(
            seed, violation, checker, counters, trace.Hash(), trace.Tail, world.Topology.ToString());
    }

    private void RunPhases()
    {
        Phase($"safety for {safetyMilliseconds} ms: {world.Topology}; {world.Faults}");
        world.StartAll();
        workload.Begin();
        nemesis.Begin();
        world.Agenda.Run(safetyMilliseconds);

        Phase("liveness");
        nemesis.Heal();
        world.Faults = FaultRates.None with { DelayMilliseconds = 3, SyncMilliseconds = 3 };
        workload.ResetDone();
        workload.DeadlineMilliseconds = LivenessMilliseconds;
        RunUntil(() => workload.FewestDone >= FewestDone, () => $"some application gets no answers; {workload.DescribeOutstanding()}");
        workload.IsOver = true;
        RunUntil(() => workload.Outstanding == 0, () => $"these get no reply: {workload.DescribeOutstanding()}");
        RunUntil(LearnersHaveEverything, DescribeLearners);
        if (world.Counters.Chosen == 0)
        {
            throw new ViolationException("vacuous", "nothing was chosen");
        }

        HistoryChecker.Check(workload.Entries, new LogReplay(world.Checkers.Log));
        StoreChecker.Check(world);
    }

    private void Phase(string what) => world.Note(TraceKind.Phase, default, default, [], what);

    private void RunUntil(Func<bool> condition, Func<string> describe)
    {
        var limit = world.Agenda.Now + LivenessMilliseconds;
        while (!condition())
        {
            if (!world.Agenda.RunNext(limit))
            {
                throw new ViolationException("liveness", $"{LivenessMilliseconds} ms after everything was mended, {describe()}");
            }
        }
    }

    private IEnumerable<Learner> Learners() =>
        world.Processes.Select(process => process.NodeOf(Role.Learner)).OfType<Learner>();

    private bool LearnersHaveEverything()
    {
        var chosen = world.Checkers.Log;
        return Learners().All(learner => learner.AppliedTo == chosen.Prefix && chosen.Count == chosen.Prefix.Number);
    }

    private string DescribeLearners() =>
        $"slots up to {world.Checkers.Log.Prefix} are chosen without a gap, {world.Checkers.Log.Count} in all, and learners have "
        + string.Join(", ", Learners().Select(learner => $"{learner.Id} {learner.AppliedTo} of {learner.KnownChosenTo}"));
}
