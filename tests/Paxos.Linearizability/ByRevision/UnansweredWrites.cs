using System.Runtime.InteropServices;
using Paxos.Linearizability.Models;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>Writes without an answer, to be found by what they would leave behind.</summary>
internal sealed class UnansweredWrites
{
    private readonly List<StoreCall[]> alike;
    private readonly Dictionary<(string Key, string Value), List<StoreCall>> writes = [];
    private readonly Dictionary<string, List<StoreCall>> appends = new(StringComparer.Ordinal);

    /// <summary>The writes with one outcome among some calls. Compactions make no revision and are left out.</summary>
    public UnansweredWrites(IEnumerable<StoreCall> calls, Outcome outcome)
    {
        var byInvocation = calls
            .Where(call => call.Outcome == outcome && call is { IsWrite: true, Operation: not CompactOperation })
            .OrderBy(call => call.InvokedAt)
            .ToArray();
        alike = [.. byInvocation.GroupBy(EffectOf, StringComparer.Ordinal).Select(group => group.ToArray())];
        foreach (var call in byInvocation)
        {
            switch (call.Operation)
            {
                case PutOperation put:
                    Add(writes, (ModelStore.Text(put.Key), ModelStore.Text(put.Value)), call);
                    break;
                case CompareAndSetOperation compare:
                    Add(writes, (ModelStore.Text(compare.Key), ModelStore.Text(compare.Value)), call);
                    break;
                case AppendOperation append:
                    Add(appends, ModelStore.Text(append.Value), call);
                    break;
            }
        }
    }

    /// <summary>Those that may have left a key as somebody saw it, the one called first first.</summary>
    public IEnumerable<StoreCall> ThatWrote(KeyValue shown)
    {
        var (key, value) = (ModelStore.Text(shown.Key), ModelStore.Text(shown.Value));
        var appended = key == ModelStore.AppendedKey(shown.ModRevision) ? appends.GetValueOrDefault(value) : null;
        return (writes.GetValueOrDefault((key, value)) ?? []).Concat(appended ?? []).OrderBy(call => call.InvokedAt);
    }

    /// <summary>
    /// Those that may have made a revision of which nobody saw a key, the likely ones first: deletions, for what a deletion leaves
    /// can never be seen, then the others, latest first. Of those that do the same only the one called first is tried: where a later
    /// one can stand, it can too.
    /// </summary>
    /// <param name="isFree">Whether a write can have made the revision.</param>
    public IEnumerable<StoreCall> ThatNobodySaw(Func<StoreCall, bool> isFree) =>
        alike.Select(group => Array.Find(group, call => isFree(call)))
            .OfType<StoreCall>()
            .OrderBy(call => call.Operation is DeleteRangeOperation ? 0 : 1)
            .ThenByDescending(call => call.InvokedAt);

    private static string EffectOf(StoreCall call)
    {
        var writer = new ByteWriter();
        OperationCodec.Encode(call.Operation, writer);
        return ModelStore.Text(writer.ToArray());
    }

    private static void Add<TKey>(Dictionary<TKey, List<StoreCall>> index, TKey key, StoreCall call)
        where TKey : notnull
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _);
        (list ??= []).Add(call);
    }
}
