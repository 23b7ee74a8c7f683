using Paxos.Linearizability;
using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Processes.Load;

/// <summary>What a load's records say about the cluster.</summary>
internal static class Audit
{
    private const string Auditor = "auditor";

    /// <summary>
    /// Reads back everything that is stored and checks the whole history: every acknowledged write is there exactly once, at the
    /// revision it was told, every other one at most once, and all of it, reads too, is linearizable.
    /// </summary>
    /// <param name="load">The load, which has stopped. Nobody but loads may have written, and only this one while it ran.</param>
    /// <param name="client">The connection to read by.</param>
    public static async Task<Verdict> CheckAsync(ClientLoad load, StoreClient client)
    {
        var others = new List<StoreCall>();
        RangeOperation? next = StoreCalls.AllValues;
        while (next is not null)
        {
            var read = await load.Recorder.CallAsync(Auditor, client, next);
            if (read.Result is not RangeResult page)
            {
                throw new InvalidOperationException("The stored values cannot be read back.");
            }

            others.AddRange(page.KeyValues.Where(pair => !IsOf(load, pair)).Select(WrittenBefore));
            next = StoreCalls.After(next, page);
        }

        return RevisionCheck.Check([.. others, .. load.Recorder.Calls]);
    }

    /// <summary>The longest time without an acknowledged write, from one moment to another.</summary>
    public static TimeSpan LongestGap(ClientLoad load, TimeSpan from, TimeSpan to)
    {
        var moments = load.Writes
            .Where(write => write.IsAcknowledged && write.AnsweredAt > from && write.AnsweredAt < to)
            .Select(write => write.AnsweredAt!.Value)
            .Order()
            .Append(to);
        var longest = TimeSpan.Zero;
        var last = from;
        foreach (var moment in moments)
        {
            longest = moment - last > longest ? moment - last : longest;
            last = moment;
        }

        return longest;
    }

    private static bool IsOf(ClientLoad load, KeyValue pair) =>
        ModelStore.Text(pair.Value).StartsWith($"{load.Prefix}-", StringComparison.Ordinal);

    // What earlier loads have left: a call of theirs, of which this history knows no more than that it has happened.
    private static StoreCall WrittenBefore(KeyValue pair) => new()
    {
        Number = -(int)pair.ModRevision,
        Process = "earlier",
        InvokedAt = 0,
        Outcome = Outcome.Unknown,
        Operation = new AppendOperation(pair.Value),
    };
}
