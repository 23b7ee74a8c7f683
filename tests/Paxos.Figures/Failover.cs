using System.Globalization;
using Paxos.Processes;
using Paxos.Processes.Load;

namespace Paxos.Figures;

/// <summary>How long writes wait when the leading proposer is killed, again and again, under load.</summary>
/// <param name="kills">How often.</param>
/// <param name="progress">Told of each.</param>
internal sealed class Failover(int kills, TextWriter progress)
{
    private const int Writers = 16;
    private const int WritesBetween = 100;
    private const double SecondsGoal = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Measures, and checks that every acknowledged write is there exactly once.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(ProcessCluster cluster)
    {
        var waits = new List<double>();
        var gaps = new List<double>();
        await using var load = ClientLoad.Start("failover", cluster.Clients, Writers, readers: 0, Pause);
        for (var kill = 1; kill <= kills; kill++)
        {
            await load.UntilAcknowledgedAsync(WritesBetween, load.Now);
            var (wait, gap) = await KillLeaderAsync(cluster, load);
            waits.Add(wait.TotalSeconds);
            gaps.Add(gap.TotalSeconds);
            progress.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Kill {kill} of {kills}: a write succeeded after {wait.TotalSeconds:0.00} s."));
        }

        await load.StopAsync();
        var verdict = await Audit.CheckAsync(load, cluster.Clients[0]);
        progress.WriteLine($"The history is {verdict}.");
        return
        [
            Spread("first write issued after a kill of the leader, p95", waits, SecondsGoal),
            Spread("longest gap between acknowledged writes at a kill, p95", gaps, SecondsGoal),
            new Figure(
                "acknowledged writes lost, doubled or out of order", verdict.IsLinearizable ? 0 : 1, "", AtMost: 0,
                Details: $"of {load.Writes.Count(write => write.IsAcknowledged)} acknowledged, over {kills} kills"),
        ];
    }

    private static async Task<(TimeSpan Wait, TimeSpan Gap)> KillLeaderAsync(ProcessCluster cluster, ClientLoad load)
    {
        var leader = await cluster.LeaderAsync();
        var killedAt = load.Now;
        leader.Kill();

        // The loops' own writes may all be under way, so these are the ones that a user makes who comes at this moment.
        var fresh = cluster.Clients.Select(load.WriteAsync).ToArray();
        await load.UntilAcknowledgedAsync(1, killedAt);
        await Task.WhenAll(fresh);
        await load.UntilAcknowledgedAsync(WritesBetween, load.Now);
        var wait = load.Writes
            .Where(write => write.IsAcknowledged && write.IssuedAt >= killedAt)
            .Min(write => write.AnsweredAt!.Value) - killedAt;
        var gap = Audit.LongestGap(load, killedAt, load.Now);

        await leader.UntilEndedAsync();
        leader.Start();
        await cluster.UntilReadyAsync();
        return (wait, gap);
    }

    private static Figure Spread(string name, List<double> seconds, double goal)
    {
        seconds.Sort();
        return new Figure(
            name, Quantile(seconds, 0.95), "s", AtMost: goal,
            Details: string.Create(
                CultureInfo.InvariantCulture, $"p50 {Quantile(seconds, 0.5):0.00} s, max {seconds[^1]:0.00} s"));
    }

    // The smallest value that so many of them do not exceed.
    private static double Quantile(List<double> sorted, double fraction) =>
        sorted[(int)Math.Ceiling(fraction * sorted.Count) - 1];
}
