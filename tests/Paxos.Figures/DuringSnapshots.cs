using System.Diagnostics;
using System.Globalization;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>
/// How many writes there are while both learners make snapshots, as a share of those while none does: one load, whose time is cut by what
/// the learners say of themselves.
/// </summary>
/// <param name="seconds">How long the load lasts at least; at most four times that, until enough of it was beside a snapshot.</param>
/// <param name="progress">Told what is done.</param>
internal sealed class DuringSnapshots(int seconds, TextWriter progress)
{
    /// <summary>With these settings snapshots come often.</summary>
    public const string Settings = "snapshotMebibytes: 16";

    private const double ShareGoal = 0.7;
    private const double BesideSecondsLeast = 3;
    private const int StoreMebibytes = 128;
    private const int FillingBytes = 64 * 1024;
    private const int Writers = 64;
    private const int ValueBytes = 1_024;
    private const int Keys = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long written;

    /// <summary>Measures.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(ProcessCluster cluster)
    {
        await Filling.WriteAsync(cluster, StoreMebibytes, FillingBytes, writers: 8, progress);
        using var stopping = new CancellationTokenSource();
        var loops = Enumerable.Range(0, Writers).Select(writer => RunAsync(cluster, writer, stopping.Token)).ToArray();
        var (beside, without) = await WatchAsync(cluster.Of("learner"));
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        var share = beside.PerSecond / without.PerSecond;
        return
        [
            new Figure(
                "writes while snapshots are made, of those without", share, "", AtLeast: ShareGoal,
                Details: string.Create(
                    CultureInfo.InvariantCulture,
                    $"{beside.PerSecond:#,0}/s in {beside.Seconds:0.#} s, {without.PerSecond:#,0}/s in {without.Seconds:0.#} s; "
                    + $"{Writers} workers, {ValueBytes} bytes, a store of {StoreMebibytes} MiB, both learners at once")),
        ];
    }

    private async Task<(Part Beside, Part Without)> WatchAsync(IReadOnlyList<ClusterNode> learners)
    {
        var (beside, without) = (new Part(), new Part());
        var clock = Stopwatch.StartNew();
        var (lastAt, lastWritten, wasWriting) = (clock.Elapsed, Interlocked.Read(ref written), false);
        while (clock.Elapsed.TotalSeconds < seconds
            || (beside.Seconds < BesideSecondsLeast && clock.Elapsed.TotalSeconds < 4 * seconds))
        {
            await Task.Delay(Interval);
            var facts = await Task.WhenAll(learners.Select(learner => learner.LookAsync()));
            var isWriting = facts.Any(fact => fact?.SnapshotState == "Writing");
            var (now, count) = (clock.Elapsed, Interlocked.Read(ref written));

            // An interval in which a snapshot began or ended is of neither part.
            if (isWriting == wasWriting)
            {
                (isWriting ? beside : without).Add(now - lastAt, count - lastWritten);
            }

            (lastAt, lastWritten, wasWriting) = (now, count, isWriting);
        }

        return (beside, without);
    }

    private async Task RunAsync(ProcessCluster cluster, int writer, CancellationToken stopping)
    {
        var client = cluster.Clients[writer % cluster.Clients.Count];
        var value = new string('v', ValueBytes);
        for (var number = writer; !stopping.IsCancellationRequested; number += Writers)
        {
            await client.PutAsync($"key{(number % Keys).ToString(CultureInfo.InvariantCulture)}", value, CancellationToken.None);
            Interlocked.Increment(ref written);
        }
    }

    private sealed class Part
    {
        private long count;

        public double Seconds { get; private set; }

        public double PerSecond => count / Seconds;

        public void Add(TimeSpan span, long writes)
        {
            Seconds += span.TotalSeconds;
            count += writes;
        }
    }
}
