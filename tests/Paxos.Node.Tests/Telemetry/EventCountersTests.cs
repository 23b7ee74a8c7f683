using Microsoft.Extensions.Logging;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Tests.Telemetry;

public sealed class EventCountersTests
{
    [Fact]
    public void Events_are_counted_by_name_in_order_of_the_names()
    {
        var counters = new EventCounters();

        counters.Count("LeadershipWon", LogLevel.Information);
        counters.Count("BallotPreempted", LogLevel.Warning);
        counters.Count("LeadershipWon", LogLevel.Information);

        Assert.Equal(
            [
                new EventCount("BallotPreempted", LogLevel.Warning, 1),
                new EventCount("LeadershipWon", LogLevel.Information, 2),
            ],
            counters.Snapshot());
    }

    [Fact]
    public void Kinds_beyond_the_bound_are_counted_together()
    {
        var counters = new EventCounters();

        for (var kind = 0; kind < 2 * EventCounters.KindsMax; kind++)
        {
            counters.Count($"Kind{kind}", LogLevel.Debug);
        }

        var snapshot = counters.Snapshot();
        Assert.Equal(EventCounters.KindsMax + 1, snapshot.Count);
        Assert.Contains(new EventCount(EventCounters.OtherName, LogLevel.None, EventCounters.KindsMax), snapshot);
    }

    [Fact]
    public async Task Events_from_many_threads_are_all_counted()
    {
        var counters = new EventCounters();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var number = 0; number < 5_000; number++)
            {
                counters.Count("SlotChosen", LogLevel.Debug);
            }
        })));

        Assert.Equal(20_000, Assert.Single(counters.Snapshot()).Count);
    }
}
