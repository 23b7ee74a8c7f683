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

    /// <summary>The longest such hold.</summary>
    public long HoldMilliseconds { get; init; }

    /// <summary>Mean of the exponentially distributed delay.</summary>
    public double DelayMilliseconds { get; init; } = 1;

    /// <summary>Mean time of an fsync.</summary>
    public double SyncMilliseconds { get; init; } = 1;

    /// <summary>Chance that an fsync takes a hundred times as long.</summary>
    public double SlowSync { get; init; }

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

    /// <summary>Mean time between partitions.</summary>
    public long PartitionInterval { get; init; }

    /// <summary>The longest a partition lasts.</summary>
    public long PartitionMilliseconds { get; init; } = 2_000;

    /// <summary>Mean time between links that go down and up quickly.</summary>
    public long FlapInterval { get; init; }

    /// <summary>Mean time between pauses.</summary>
    public long PauseInterval { get; init; }

    /// <summary>The longest a pause lasts.</summary>
    public long PauseMilliseconds { get; init; } = 1_500;

    /// <summary>Mean time between spurious reports of a closed connection.</summary>
    public long LinkLossInterval { get; init; }

    /// <summary>Mean time between requests to hand the office over.</summary>
    public long HandOverInterval { get; init; }

    /// <summary>Mean time between strikes at whoever leads.</summary>
    public long LeaderInterval { get; init; }

    /// <summary>Mean time between disks that run full for a while.</summary>
    public long FullDiskInterval { get; init; }

    /// <summary>Chance that an acceptor's disk has lost a group when its process starts again; only for a minority.</summary>
    public double FaultyGroup { get; init; }

    /// <summary>Chance that it cannot be read at all; only for a minority.</summary>
    public double QuarantinedDisk { get; init; }

    /// <summary>Chance that an acceptor's disk is replaced by an empty one; only for a minority.</summary>
    public double WipedAcceptor { get; init; }

    /// <summary>Chance that a learner's disk is replaced by an empty one.</summary>
    public double WipedLearner { get; init; }

    /// <summary>Chance that a learner's disk is full when it writes a chunk of a snapshot.</summary>
    public double FullSnapshotDisk { get; init; }

    /// <summary>Chance that a learner's newest snapshot has rotted when its process starts again.</summary>
    public double RottenSnapshot { get; init; }

    /// <summary>Draws which faults are on, and their rates.</summary>
    public static FaultRates Draw(Prng random) => new()
    {
        Drop = Sometimes(random, 0.5, 0.15),
        Duplicate = Sometimes(random, 0.5, 0.10),
        Hold = Sometimes(random, 0.5, 0.02),
        HoldMilliseconds = random.Next(1_000, 8_000),
        DelayMilliseconds = random.Chance(0.5) ? 1 : random.Next(1, 25),
        SyncMilliseconds = random.Chance(0.5) ? 1 : random.Next(1, 20),
        SlowSync = Sometimes(random, 0.3, 0.02),
        StepMilliseconds = random.Chance(0.5) ? 0 : random.Next(1, 5),
        ClockDrift = Sometimes(random, 0.5, 0.1),
        LinkLossNoticed = random.Chance(0.3) ? 0 : 0.8,
        CrashInterval = Interval(random, 0.6, 400, 4_000),
        DownMilliseconds = random.Next(50, 3_000),
        BlackoutInterval = Interval(random, 0.2, 4_000, 10_000),
        PartitionInterval = Interval(random, 0.5, 800, 4_000),
        PartitionMilliseconds = random.Next(200, 4_000),
        FlapInterval = Interval(random, 0.3, 300, 3_000),
        PauseInterval = Interval(random, 0.4, 500, 4_000),
        PauseMilliseconds = random.Next(100, 3_000),
        LinkLossInterval = Interval(random, 0.3, 500, 4_000),
        HandOverInterval = Interval(random, 0.3, 500, 4_000),
        LeaderInterval = Interval(random, 0.5, 600, 3_000),
        FullDiskInterval = Interval(random, 0.15, 1_000, 5_000),
        FaultyGroup = Sometimes(random, 0.5, 1.0),
        QuarantinedDisk = Sometimes(random, 0.15, 0.3),
        WipedAcceptor = Sometimes(random, 0.15, 0.4),
        WipedLearner = Sometimes(random, 0.2, 0.5),
        FullSnapshotDisk = Sometimes(random, 0.2, 0.1),
        RottenSnapshot = Sometimes(random, 0.2, 0.5),
    };

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
