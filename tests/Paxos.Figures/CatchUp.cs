using System.Diagnostics;
using System.Globalization;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>
/// How fast a learner catches up that was away while the other one let the acceptors trim: it begins with a snapshot, and the log
/// after it follows.
/// </summary>
/// <param name="mebibytes">How far it is behind.</param>
/// <param name="progress">Told how far the writes are.</param>
internal sealed class CatchUp(int mebibytes, TextWriter progress)
{
    /// <summary>With these settings one learner's snapshot is enough to trim.</summary>
    public const string Settings = "trimCopies: 1";

    private const double MegabytesPerSecondGoal = 100;
    private const int ValueBytes = 256 * 1024;
    private const int Writers = 8;

    // A snapshot is made in slices, beside the other work: 20 MB/s at most.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Measures.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(ProcessCluster cluster)
    {
        var (source, late) = (cluster["learner1"], cluster["learner2"]);
        await late.KillAsync();
        await Filling.WriteAsync(cluster, mebibytes, ValueBytes, Writers, progress);
        await UntilTrimmedAsync(cluster, source);
        var target = (await source.LookAsync())!.AppliedTo;

        var clock = Stopwatch.StartNew();
        late.Start();
        await UntilAsync("learner2 has caught up", async () => (await late.LookAsync())?.AppliedTo >= target);
        var seconds = clock.Elapsed.TotalSeconds;
        var snapshot = late.Log.Contains("goes on from the snapshot", StringComparison.Ordinal) ? "by snapshot and log" : "by log alone";
        return
        [
            new Figure(
                $"a learner {mebibytes} MiB behind catches up", mebibytes * 1.048576 / seconds, "MB/s", AtLeast: MegabytesPerSecondGoal,
                Details: string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s with the start of its process, {snapshot}")),
        ];
    }

    private static Task UntilTrimmedAsync(ProcessCluster cluster, ClusterNode source) =>
        UntilAsync("learner1 has made its snapshots and the acceptors have trimmed", async () =>
            await source.LookAsync() is { SnapshotState: "Idle", SnapshotSlot: > 0 and var slot }
            && (await Task.WhenAll(cluster.Of("acceptor").Select(node => node.LookAsync()))).All(facts => facts?.TrimmedTo == slot));

    private static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}.");
            }

            await Task.Delay(LookInterval);
        }
    }
}
