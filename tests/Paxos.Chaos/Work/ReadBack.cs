using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.Models;
using Paxos.Processes;
using Paxos.Processes.Load;
using Paxos.Protocol.Store;

namespace Paxos.Chaos.Work;

/// <summary>
/// Reads after a run what is stored: everything as it is, and everything that was changed at each revision which no answered write
/// has made, so that the checker knows which of the pending writes happened.
/// </summary>
/// <param name="recorder">The history; the reads become part of it.</param>
/// <param name="client">The connection to read by.</param>
internal sealed class ReadBack(CallRecorder recorder, StoreClient client)
{
    private const string Auditor = "auditor";

    // A healed cluster answers the first time; a few more are for a machine that stands still.
    private const int AttemptsMax = 5;

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidOperationException">A read is not answered.</exception>
    public async Task RunAsync()
    {
        var claimed = recorder.Calls.Select(ToldRevisions.Of).OfType<Placed>()
            .Where(place => place.IsMaker).Select(place => place.Revision).ToHashSet();
        var last = await ReadAsync(Applications.AllKeys);
        RangeOperation? next = StoreCalls.AllValues;
        while (next is not null)
        {
            next = StoreCalls.After(next, await ReadAsync(next));
        }

        for (var revision = ModelStore.FirstRevision + 1; revision <= last.Revision; revision++)
        {
            if (!claimed.Contains(revision))
            {
                await ReadChangeAsync(revision);
            }
        }
    }

    private async Task ReadChangeAsync(long revision)
    {
        var appended = System.Text.Encoding.Latin1.GetBytes(ModelStore.AppendedKey(revision));
        var changed = await ReadAsync(new RangeOperation(appended, default, 0, revision, 0));
        if (changed.KeyValues.Count == 0)
        {
            changed = await ReadAsync(Applications.AllKeys with { Revision = revision });
        }

        if (changed.KeyValues.All(pair => pair.ModRevision != revision))
        {
            await ReadAsync(new RangeOperation("large"u8.ToArray(), default, 0, revision, revision));
        }
    }

    private async Task<RangeResult> ReadAsync(RangeOperation range)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if ((await recorder.CallAsync(Auditor, client, range)).Result is RangeResult result)
            {
                return result;
            }
        }

        throw new InvalidOperationException($"{AttemptsMax} reads after everything was healed were not answered.");
    }
}
