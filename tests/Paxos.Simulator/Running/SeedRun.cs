using Paxos.Protocol;
using Paxos.Simulator.Applications;
using Paxos.Simulator.Checkers;
using Paxos.Simulator.Faults;
using Paxos.Simulator.History;

namespace Paxos.Simulator.Running;

/// <summary>
/// The run of one seed. First safety: faults strike while applications work. Then liveness: a quorum and one of every other role at
/// least are mended and started, the others may stay dead, and within a bound of virtual time every application must get new answers and
/// every learner must have applied everything. Last, the history is judged.
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

    private SeedRun(ulong seed, RunOptions options, Trace trace)
    {
        this.seed = seed;
        this.trace = trace;
        var random = new Prng(seed);
        var topology = Topology.Draw(random);
        var rates = random.Chance(0.05) ? FaultRates.None : FaultRates.Draw(random);
        rates = rates.WithoutThese(options.Without);
        safetyMilliseconds = random.Next(6_000, 14_000);
        world = new World(random, topology, DrawOptions(random, topology), trace) { Faults = rates };
        workload = new Workload(world, WorkloadRates.Draw(random) with { OperationsMax = options.OperationsMax })
        {
            // Where sessions are short, a request outlives them.
            DeadlineMilliseconds = random.Next(world.Options.SessionTimeToLiveMilliseconds < 10_000 ? 5_000 : 1_000, 10_000),
        };
        nemesis = new Nemesis(world, rates);
    }

    /// <summary>The names of the bugs that can be planted; none where the core is compiled as it is shipped.</summary>
    public static IReadOnlyList<string> Mutations { get; } =
#if PLANTED_BUGS
        [.. Enum.GetNames<PlantedBug>().Where(name => name != nameof(PlantedBug.None))];
#else
        [];
#endif

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">It decides everything.</param>
    /// <param name="options">What is taken away; null for nothing.</param>
    /// <param name="text">Whether the trace makes text.</param>
    /// <param name="tailMax">Lines of the trace to keep.</param>
    /// <param name="write">Takes each line; null for nobody.</param>
    public static SeedResult Run(
        ulong seed,
        RunOptions? options = null,
        TraceText text = TraceText.None,
        int tailMax = 0,
        Action<string>? write = null)
    {
#if PLANTED_BUGS
        Planted.Active = options is { Mutation.Length: > 0 } ? Enum.Parse<PlantedBug>(options.Mutation) : PlantedBug.None;
#endif
        using var trace = new Trace(text, tailMax, write);
        return new SeedRun(seed, options ?? RunOptions.Whole, trace).Run();
    }

    // Small bounds, now and then, so that what they cut into pieces is put together again; thresholds so low that snapshots and trimming
    // are part of every run; and logs so short, often, that a snapshot is the only way back.
    private static ProtocolOptions DrawOptions(Prng random, Topology topology) => new()
    {
        InFlightSlotsMax = (int)random.Next(1, 6),
        SessionTimeToLiveMilliseconds = random.Chance(0.4) ? (int)random.Next(800, 3_000) : 60_000,
        BatchBytesMax = 16 * 1024,
        ChunkBytesMax = random.Chance(0.3) ? (int)random.Next(2_000, 8_000) : 1 << 20,
        LearnWindowSlotsMax = random.Chance(0.2) ? (int)random.Next(8, 64) : 1_024,
        LogSlotsMax = random.Chance(0.5) ? (int)random.Next(4, 64) : 16_384,
        TrimCopies = topology.NamesOf(Role.Learner).Count == 1 ? 1 : (int)random.Next(1, 2),
        SnapshotSlots = (int)random.Next(5, 60),
        SnapshotBytes = random.Next(1_000, 20_000),
        SnapshotChunkBytes = (int)random.Next(100, 4_000),
        SnapshotItemsPerTickMax = (int)random.Next(5, 200),
        SnapshotRetryMilliseconds = 1_000,
        SnapshotAskMilliseconds = (int)random.Next(100, 1_000),
        StampMilliseconds = (int)random.Next(50, 500),
        MarksMilliseconds = (int)random.Next(50, 2_000),
        CompareMilliseconds = (int)random.Next(100, 1_000),
        FetchSlotsMax = random.Chance(0.3) ? (int)random.Next(16, 64) : 1_024,
    };

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
            seed, violation, checker, counters, trace.Hash(), trace.Tail, world.Topology.ToString(), workload.Entries.Count);
    }

    private void RunPhases()
    {
        Phase($"safety for {safetyMilliseconds} ms: {world.Topology}; {world.Faults}");
        world.StartAll();
        workload.Begin();
        nemesis.Begin();
        world.Agenda.Run(safetyMilliseconds);

        Phase("liveness");
        world.Faults = FaultRates.None with { DelayMilliseconds = 3, SyncMilliseconds = 3 };
        var ending = new Ending(world, nemesis);
        ending.Begin();
        workload.ResetDone();
        workload.IsUnbounded = true;
        workload.DeadlineMilliseconds = LivenessMilliseconds;
        RunUntil(() => workload.FewestDone >= FewestDone, () => $"some application gets no answers; {workload.DescribeOutstanding()}");
        workload.IsOver = true;
        RunUntil(() => workload.Outstanding == 0, () => $"these get no reply: {workload.DescribeOutstanding()}");
        ending.MendLinks();
        RunUntil(LearnersHaveEverything, DescribeLearners);
        RunUntil(() => GossipChecker.Disagreement(world) is null, () => GossipChecker.Disagreement(world)!);
        ending.LetOneLie();
        if (world.Counters.Chosen == 0)
        {
            throw new ViolationException("vacuous", "nothing was chosen");
        }

        var replay = new LogReplay(world.Checkers.Log, world.Options.SessionTimeToLiveMilliseconds);
        HistoryChecker.Check(workload.Entries, replay);
        StoreChecker.Check(world, replay.Store());
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
