using System.Diagnostics;
using Paxos.Protocol;

namespace Paxos.Chaos.Faults;

/// <summary>Strikes and heals, a few faults at once, each on nodes of its own, and watches for nodes that end by themselves.</summary>
/// <param name="random">It decides the schedule.</param>
/// <param name="source">The faults.</param>
/// <param name="targets">All nodes.</param>
/// <param name="progress">Is told of each.</param>
internal sealed class Schedule(Prng random, FaultSource source, IReadOnlyList<Target> targets, Progress progress)
{
    // More at once leave so little of the cluster that it does nothing, and what does nothing shows nothing.
    private const int AtOnceMax = 3;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<(Fault Fault, TimeSpan HealAt)> active = [];
    private readonly SortedDictionary<FaultKind, int> counts = [];
    private readonly List<string> complaints = [];

    /// <summary>How many faults of each kind have struck.</summary>
    public IReadOnlyDictionary<FaultKind, int> Counts => counts;

    /// <summary>What went wrong that must not.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Lets faults strike for some time. Those that are left at the end are not healed.</summary>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var strikeAt = TimeSpan.FromSeconds(2);
        while (clock.Elapsed < duration && !cancellationToken.IsCancellationRequested)
        {
            foreach (var due in active.Where(item => item.HealAt <= clock.Elapsed).ToArray())
            {
                await HealAsync(due);
            }

            LookForEndedNodes();
            if (clock.Elapsed >= strikeAt && active.Count < AtOnceMax)
            {
                await StrikeAsync(clock);
                strikeAt = clock.Elapsed + TimeSpan.FromMilliseconds(random.Next(300, 2_500));
            }

            await Task.Delay(LookInterval, CancellationToken.None);
        }
    }

    /// <summary>Heals everything that is left.</summary>
    public async Task HealAsync()
    {
        foreach (var item in active.ToArray())
        {
            await HealAsync(item);
        }
    }

    /// <summary>Notes nodes that have ended although nothing was done to them, and starts them again.</summary>
    public void LookForEndedNodes()
    {
        foreach (var node in targets.Where(target => target.Fault is null && !target.Node.IsRunning).Select(target => target.Node))
        {
            Complain($"{node.Name} has ended by itself.\n{node.LogTail(20)}");
            node.Start();
        }
    }

    private async Task StrikeAsync(Stopwatch clock)
    {
        if (source.Next(await LeaderAsync()) is not { } next)
        {
            return;
        }

        foreach (var target in next.Fault.Targets)
        {
            target.Fault = next.Fault;
        }

        progress.Say($"{next.Fault}");
        counts[next.Fault.Kind] = counts.GetValueOrDefault(next.Fault.Kind) + 1;
        active.Add((next.Fault, clock.Elapsed + next.Duration));
        await next.Fault.StrikeAsync();
    }

    private async Task HealAsync((Fault Fault, TimeSpan HealAt) item)
    {
        active.Remove(item);
        if (await item.Fault.HealAsync() is { } complaint)
        {
            Complain(complaint);
        }

        foreach (var target in item.Fault.Targets)
        {
            target.Fault = null;
        }

        progress.Say($"healed: {item.Fault}");
    }

    private void Complain(string complaint)
    {
        complaints.Add(complaint);
        progress.Say($"WRONG: {complaint}");
    }

    private async Task<string?> LeaderAsync()
    {
        // Nodes that stand still would only be waited for.
        var asked = targets.Where(target => target.Node.Role == "proposer" && target.Fault is null).Select(target => target.Node).ToArray();
        var facts = await Task.WhenAll(asked.Select(node => node.LookAsync()));
        return asked.Zip(facts).FirstOrDefault(pair => pair.Second?.ProposerState == "Leading").First?.Name;
    }
}
