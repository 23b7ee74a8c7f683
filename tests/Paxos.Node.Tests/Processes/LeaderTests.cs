using System.Text.RegularExpressions;
using Paxos.Processes.Load;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed partial class LeaderTests(TenNodes ten)
{
    /// <summary>Longer than any timeout by which the others judge a leader.</summary>
    private static readonly TimeSpan PauseOfTheLeader = TimeSpan.FromSeconds(10);

    /// <summary>An election takes half a second to two and a hand-over less; the rest is for a busy machine.</summary>
    private static readonly TimeSpan StallMax = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_leader_that_stood_still_for_ten_seconds_steps_down_and_no_read_is_stale()
    {
        var cluster = await ten.HealAsync();
        var paused = await cluster.LeaderAsync();
        var ballot = (await paused.LookAsync())!.Ballot;
        await using var watch = BallotWatch.Start([.. cluster.Nodes.Where(node => node != paused)]);
        await using var load = ten.StartLoad(readers: 4);
        await load.UntilAcknowledgedAsync(50, TimeSpan.Zero);
        await load.UntilReadAsync(50, TimeSpan.Zero);

        var pausedAt = load.Now;
        paused.Pause();
        var next = await cluster.LeaderAsync();
        await load.UntilAcknowledgedAsync(50, pausedAt);
        await load.UntilReadAsync(50, pausedAt);
        await DelayUntilAsync(load, pausedAt + PauseOfTheLeader);
        var resumedAt = load.Now;
        paused.Resume();
        await cluster.UntilAsync($"{paused.Name} follows another", async () => await paused.LookAsync() is
        { ProposerState: "Standby", Leader: { } leader } && leader != paused.Name);
        await load.UntilAcknowledgedAsync(100, resumedAt);
        await load.UntilReadAsync(100, resumedAt);

        Assert.NotEqual(paused, next);
        var leads = await cluster.LeaderAsync();
        Assert.NotEqual(paused, leads);
        Assert.True((await leads.LookAsync())!.Ballot.CompareTo(ballot) > 0);
        Assert.Contains("leads no more at ballot", paused.Log, StringComparison.Ordinal);
        Assert.Empty(await watch.StopAsync());
        await ten.CheckAsync(load);
    }

    [Fact]
    public async Task A_leader_that_is_asked_to_stop_hands_over_first_and_writes_hardly_wait()
    {
        var cluster = await ten.HealAsync();
        var leader = await cluster.LeaderAsync();
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(50, TimeSpan.Zero);

        var askedAt = load.Now;
        leader.Terminate();
        var exitCode = await leader.UntilEndedAsync();
        await load.UntilAcknowledgedAsync(50, load.Now);

        Assert.True(exitCode == 0, $"Exit code {exitCode}.\n{leader.LogTail(20)}");
        var target = HandOver().Match(leader.Log);
        Assert.True(target.Success, $"No hand-over.\n{leader.Log}");
        Assert.Contains("leads at ballot", cluster[target.Groups[1].Value].Log, StringComparison.Ordinal);
        Assert.InRange(Audit.LongestGap(load, askedAt, load.Now), TimeSpan.Zero, StallMax);
        await ten.CheckAsync(load);
    }

    [GeneratedRegex(@"hands its office over to (\w+)")]
    private static partial Regex HandOver();

    // How long the leader stands still is the fault itself; nothing waits for it.
    private static async Task DelayUntilAsync(ClientLoad load, TimeSpan moment)
    {
        var left = moment - load.Now;
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }
}
