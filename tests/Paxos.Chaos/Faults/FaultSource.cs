using System.Diagnostics;
using System.Globalization;
using Paxos.Protocol;

namespace Paxos.Chaos.Faults;

/// <summary>
/// Draws faults. Kinds come in rounds, each kind once a round in a drawn order, so that none is left out for long; everything else
/// is drawn too. The draws depend on the seed alone; which node leads, and which are struck already, is as it is.
/// </summary>
/// <param name="random">It decides everything.</param>
/// <param name="kinds">What can be done here.</param>
/// <param name="targets">All nodes.</param>
/// <param name="setLarge">Tells the applications whether to write large values.</param>
internal sealed class FaultSource(
    Prng random, IReadOnlyList<FaultKind> kinds, IReadOnlyList<Target> targets, Action<bool> setLarge)
{
    private static readonly string[] Roles = ["proposer", "acceptor", "learner", "client"];

    private readonly Queue<FaultKind> round = new();

    /// <summary>The next fault, which has not struck, and for how long it is meant to last; null when its nodes are all struck.</summary>
    /// <param name="leader">The name of the node that leads, if any is known.</param>
    public (Fault Fault, TimeSpan Duration)? Next(string? leader)
    {
        var kind = NextKind();
        var (role, first, size) = (Roles[random.Next(0, Roles.Length - 1)], (int)random.Next(0, 4), random.Next(1, 20));
        var (hitsLeader, strength) = (random.Chance(0.5), random.Next(0, 1_000) / 1_000.0);
        var mask = random.Chance(0.4) ? ulong.MaxValue : random.NextBits();
        var duration = TimeSpan.FromMilliseconds(random.Next(1_000, 8_000));
        var free = targets.Where(target => target.Fault is null).ToArray();
        if (kind is FaultKind.FullDisk or FaultKind.SlowDisk or FaultKind.FailingDisk)
        {
            free = [.. free.Where(target => target.Disk is not null)];
        }
        else
        {
            free = [.. free.Where(target => target.Node.Role == role)];
        }

        if (free.Length == 0)
        {
            return null;
        }

        var start = hitsLeader && Array.FindIndex(free, target => target.Node.Name == leader) is var place and >= 0 ? place : first;

        // Mostly one node, sometimes two, seldom all of a role.
        var count = kind switch
        {
            FaultKind.Kill or FaultKind.Pause or FaultKind.Partition or FaultKind.FullDisk => size == 1 ? free.Length : size <= 5 ? 2 : 1,
            _ => 1,
        };
        Target[] chosen = [.. Enumerable.Range(start, Math.Min(count, free.Length)).Select(index => free[index % free.Length])];
        return (Make(kind, chosen, strength, mask), duration);
    }

    private FaultKind NextKind()
    {
        if (round.Count == 0)
        {
            var left = kinds.ToList();
            while (left.Count > 0)
            {
                var index = (int)random.Next(0, left.Count - 1);
                round.Enqueue(left[index]);
                left.RemoveAt(index);
            }
        }

        return round.Dequeue();
    }

    // Links are cut to all others or, more often, to some of them only: a node that some hear and others do not is the worse fault.
    private Fault Make(FaultKind kind, Target[] chosen, double strength, ulong mask)
    {
        Target[] far = [.. targets.Except(chosen).Where((_, index) => ((mask >> index) & 1) != 0)];
        string[] others = [.. far.Select(target => target.Node.Host)];
        var whom = mask == ulong.MaxValue ? "all" : string.Join(", ", far.Select(target => target.Node.Name));
        var share = 0.02 + (0.28 * strength);
        var rate = (int)(64 + (1_000 * strength));
        var isDeaf = strength < 0.5;
        return kind switch
        {
            FaultKind.Kill => new KillFault(chosen),
            FaultKind.Pause => new PauseFault(chosen),
            FaultKind.Partition => new NetworkFault(kind, chosen, $"both ways, {whom}", async network =>
            {
                await network.DropFromAsync(others);
                await network.DropToAsync(others);
            }),
            FaultKind.OneWay => new NetworkFault(
                kind,
                chosen,
                isDeaf ? $"hears nothing from {whom}" : $"is not heard by {whom}",
                network => isDeaf ? network.DropFromAsync(others) : network.DropToAsync(others)),
            FaultKind.Loss => new NetworkFault(
                kind, chosen, string.Create(CultureInfo.InvariantCulture, $"{share:p0}"), network => network.LoseAsync(share)),
            FaultKind.Bandwidth => new NetworkFault(kind, chosen, $"{rate} kbit/s", network => network.LimitAsync(rate)),
            FaultKind.Delay => new DelayFault(
                chosen[0],
                [.. far.Select(target => target.Node.PeerAddress)],
                TimeSpan.FromMilliseconds(10 + (int)(490 * strength))),
            FaultKind.FullDisk => new FullDiskFault(chosen, setLarge),
            FaultKind.SlowDisk => new SlowDiskFault(chosen[0], TimeSpan.FromMilliseconds(50 + (int)(750 * strength))),
            FaultKind.FailingDisk => new FailingDiskFault(chosen[0]),
            _ => throw new UnreachableException($"A fault of an unknown kind: {kind}."),
        };
    }
}
