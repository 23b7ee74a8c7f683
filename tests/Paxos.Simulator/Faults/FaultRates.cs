using System.Reflection;
using Paxos.Protocol;

namespace Paxos.Simulator.Faults;

/// <summary>
/// Which faults are on in a run and how often each strikes. Each run draws its own set (swarm testing: Groce and others, ISSTA 2012),
/// because a fault that is always on hides what only happens without it. Intervals are virtual milliseconds, 0 for never.
/// </summary>
internal sealed record FaultRates
{
    /// <summary>A calm world: only time passes.</summary>
    public static FaultRates None { get; } = new();

    /// <summary>Chance that a message is lost.</summary>
    public double Drop { get; init; }

    /// <summary>Chance that a message arrives twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Chance that a message is held back for long.</summary>
    public double Hold { get; init; }

    /// <summary>Chance that an answer to a leader is held back for long: what confirms it, or would, when it leads no more.</summary>
    public double HoldAnswers { get; init; }

    /// <summary>The longest such hold.</summary>
    public long HoldMilliseconds { get; init; }

    /// <summary>Mean of the exponentially distributed delay.</summary>
    public double DelayMilliseconds { get; init; } = 1;

    /// <summary>Chance that a gossip message is lost: processes are believed dead that are not.</summary>
    public double GossipDrop { get; init; }

    /// <summary>Mean time of an fsync.</summary>
    public double SyncMilliseconds { get; init; } = 1;

    /// <summary>Chance that an fsync takes a hundred times as long.</summary>
    public double SlowSync { get; init; }

    /// <summary>Chance that an fsync fails; the process ends then.</summary>
    public double SyncFailure { get; init; }

    /// <summary>Chance that the power fails together with a process.</summary>
    public double PowerLoss { get; init; }

    /// <summary>Chance that a process dies at some call to its disk while it starts.</summary>
    public double DeathAtStart { get; init; }

    /// <summary>How long a process takes at most until it handles what arrived.</summary>
    public long StepMilliseconds { get; init; }

    /// <summary>How far a process's clock may run fast or slow, as a fraction.</summary>
    public double ClockDrift { get; init; }

    /// <summary>Chance that the kernel of another process notices a crash.</summary>
    public double LinkLossNoticed { get; init; } = 0.7;

    /// <summary>Mean time between crashes.</summary>
    public long CrashInterval { get; init; }

    /// <summary>The longest a crashed process stays down.</summary>
    public long DownMilliseconds { get; init; } = 1_000;

    /// <summary>Mean time between crashes of everything at once.</summary>
    public long BlackoutInterval { get; init; }

    /// <summary>Mean time between processes that crash and start again and again.</summary>
    public long StormInterval { get; init; }

    /// <summary>Mean time between partitions.</summary>
    public long PartitionInterval { get; init; }

    /// <summary>The longest a partition lasts.</summary>
    public long PartitionMilliseconds { get; init; } = 2_000;

    /// <summary>Mean time between links that go down and up quickly.</summary>
    public long FlapInterval { get; init; }

    /// <summary>Mean time between links that hold everything back for a while and then deliver it at once.</summary>
    public long ClogInterval { get; init; }

    /// <summary>Mean time between connections that are reset, with whatever was on its way in them.</summary>
    public long ResetInterval { get; init; }

    /// <summary>Mean time between times in which gossip, and only gossip, is split in two.</summary>
    public long GossipSplitInterval { get; init; }

    /// <summary>Mean time between client nodes that hear nothing until their sessions have expired.</summary>
    public long ForsakeInterval { get; init; }

    /// <summary>Mean time between pauses.</summary>
    public long PauseInterval { get; init; }

    /// <summary>The longest a pause lasts.</summary>
    public long PauseMilliseconds { get; init; } = 1_500;

    /// <summary>Mean time between processes that become slow for a while.</summary>
    public long SlowInterval { get; init; }

    /// <summary>Mean time between clocks that jump or stand still.</summary>
    public long ClockInterval { get; init; }

    /// <summary>Mean time between spurious reports of a closed connection.</summary>
    public long LinkLossInterval { get; init; }

    /// <summary>Mean time between requests to hand the office over.</summary>
    public long HandOverInterval { get; init; }

    /// <summary>Mean time between strikes at whoever leads.</summary>
    public long LeaderInterval { get; init; }

    /// <summary>Mean time between ambushes: several faults in a row.</summary>
    public long AmbushInterval { get; init; }

    /// <summary>Mean time between crashes of acceptors whose disks may be damaged.</summary>
    public long FragileInterval { get; init; }

    /// <summary>Mean time between disks that run full for a while.</summary>
    public long FullDiskInterval { get; init; }

    /// <summary>Mean time between disks that become read-only for a while.</summary>
    public long ReadOnlyInterval { get; init; }

    /// <summary>Chance that something on an acceptor's disk rots while its process is down; only for a minority.</summary>
    public double Rot { get; init; }

    /// <summary>Chance that it cannot be trusted at all; only for a minority.</summary>
    public double QuarantinedDisk { get; init; }

    /// <summary>Mean time between copies that are kept of an acceptor's disk; only of a minority's.</summary>
    public long CopyInterval { get; init; }

    /// <summary>Chance that an acceptor's disk comes back as it was when a copy was kept; only for a minority.</summary>
    public double PutBackDisk { get; init; }

    /// <summary>Chance that an acceptor's disk is replaced by an empty one; only for a minority.</summary>
    public double WipedAcceptor { get; init; }

    /// <summary>Chance that a learner's disk is replaced by an empty one.</summary>
    public double WipedLearner { get; init; }

    /// <summary>Chance that a learner's disk is full when it writes a chunk of a snapshot.</summary>
    public double FullSnapshotDisk { get; init; }

    /// <summary>Chance that a learner's snapshot takes up to two seconds more to become durable.</summary>
    public double SlowSnapshotDisk { get; init; }

    /// <summary>Chance that a learner's newest snapshot has rotted when its process starts again.</summary>
    public double RottenSnapshot { get; init; }

    /// <summary>Mean time between learners that are ahead of the others and lose their disks.</summary>
    public long CopyLossInterval { get; init; }

    /// <summary>Whether an acceptor has two disks while the cluster forms.</summary>
    public bool FormingExchange { get; init; }

    /// <summary>Draws which faults are on, and their rates.</summary>
    public static FaultRates Draw(Prng random) => new()
    {
        Drop = Sometimes(random, 0.5, 0.15),
        Duplicate = Sometimes(random, 0.5, 0.10),
        Hold = Sometimes(random, 0.5, 0.02),
        HoldAnswers = Sometimes(random, 0.3, 0.2),
        HoldMilliseconds = random.Next(300, 8_000),
        DelayMilliseconds = random.Chance(0.5) ? 1 : random.Next(1, 25),
        GossipDrop = Sometimes(random, 0.15, 0.8),
        SyncMilliseconds = random.Chance(0.5) ? 1 : random.Next(1, 20),
        SlowSync = Sometimes(random, 0.3, 0.02),
        SyncFailure = Sometimes(random, 0.2, 0.005),
        PowerLoss = random.Chance(0.3) ? 0 : random.Next(1, 10) / 10.0,
        DeathAtStart = Sometimes(random, 0.4, 0.4),
        StepMilliseconds = random.Chance(0.5) ? 0 : random.Next(1, 5),
        ClockDrift = Sometimes(random, 0.5, 0.1),
        LinkLossNoticed = random.Chance(0.3) ? 0 : 0.8,
        CrashInterval = Interval(random, 0.6, 400, 4_000),
        DownMilliseconds = random.Next(50, 3_000),
        BlackoutInterval = Interval(random, 0.2, 4_000, 10_000),
        StormInterval = Interval(random, 0.15, 2_000, 6_000),
        PartitionInterval = Interval(random, 0.5, 800, 4_000),
        PartitionMilliseconds = random.Next(200, 4_000),
        FlapInterval = Interval(random, 0.3, 300, 3_000),
        ClogInterval = Interval(random, 0.3, 500, 3_000),
        ResetInterval = Interval(random, 0.3, 500, 3_000),
        GossipSplitInterval = Interval(random, 0.15, 2_000, 6_000),
        ForsakeInterval = Interval(random, 0.4, 1_500, 5_000),
        PauseInterval = Interval(random, 0.4, 500, 4_000),
        PauseMilliseconds = random.Next(100, 3_000),
        SlowInterval = Interval(random, 0.2, 1_000, 4_000),
        ClockInterval = Interval(random, 0.2, 500, 4_000),
        LinkLossInterval = Interval(random, 0.3, 500, 4_000),
        HandOverInterval = Interval(random, 0.3, 500, 4_000),
        LeaderInterval = Interval(random, 0.7, 600, 3_000),
        AmbushInterval = Interval(random, 0.7, 800, 3_000),
        FragileInterval = Interval(random, 0.4, 500, 2_500),
        FullDiskInterval = Interval(random, 0.15, 1_000, 5_000),
        ReadOnlyInterval = Interval(random, 0.15, 1_500, 5_000),
        Rot = random.Chance(0.7) ? random.Next(30, 100) / 100.0 : 0,
        QuarantinedDisk = Sometimes(random, 0.15, 0.3),
        WipedAcceptor = Sometimes(random, 0.15, 0.4),
        WipedLearner = Sometimes(random, 0.3, 0.5),
        FullSnapshotDisk = Sometimes(random, 0.2, 0.1),
        SlowSnapshotDisk = Sometimes(random, 0.3, 0.3),
        RottenSnapshot = Sometimes(random, 0.2, 0.5),
        CopyInterval = Interval(random, 0.6, 200, 2_000),
        PutBackDisk = Sometimes(random, 0.3, 1.0),
        CopyLossInterval = Interval(random, 0.3, 1_000, 5_000),
        FormingExchange = random.Chance(0.3),
    };

    /// <summary>The names of all faults that can be taken away.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(FaultRates).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType.IsPrimitive)
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The same without some of the faults: these are as in a calm world.</summary>
    public FaultRates WithoutThese(IReadOnlyList<string> names)
    {
        var rates = this with { };
        foreach (var name in names)
        {
            var property = typeof(FaultRates).GetProperty(name)!;
            property.SetValue(rates, property.GetValue(None));
        }

        return rates;
    }

    /// <summary>The time a message takes.</summary>
    public long DrawDelayMilliseconds(Prng random) => Exponential(random, DelayMilliseconds);

    /// <summary>The time an fsync takes.</summary>
    public long DrawSyncMilliseconds(Prng random) =>
        Exponential(random, random.Chance(SlowSync) ? SyncMilliseconds * 100 : SyncMilliseconds);

    /// <summary>The time until a process handles what arrived.</summary>
    public long DrawStepMilliseconds(Prng random) => StepMilliseconds == 0 ? 0 : random.Next(0, StepMilliseconds);

    /// <summary>How fast a process's clock runs.</summary>
    public double DrawClockRate(Prng random) => 1 + (ClockDrift * ((random.Next(0, 2_000) / 1_000.0) - 1));

    /// <summary>A whole number of milliseconds, exponentially distributed, at most ten times the mean.</summary>
    public static long Exponential(Prng random, double mean)
    {
        var uniform = (random.Next(0, (1 << 24) - 1) + 1) / (double)(1 << 24);
        return (long)Math.Min(-Math.Log(uniform) * mean, 10 * mean);
    }

    private static double Sometimes(Prng random, double chance, double most) =>
        random.Chance(chance) ? most * random.Next(1, 1_000) / 1_000.0 : 0;

    private static long Interval(Prng random, double chance, long least, long most) =>
        random.Chance(chance) ? random.Next(least, most) : 0;
}
