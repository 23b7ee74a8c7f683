using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>What answers say about where their calls stand.</summary>
internal static class ToldRevisions
{
    /// <summary>
    /// Where an answered call stands by its own answer, and whether it made the revision; null when the answer is a refusal, which
    /// carries no revision.
    /// </summary>
    public static Placed? Of(StoreCall call) => call.Result switch
    {
        WrittenResult written => new Placed(call, written.Revision, IsMaker: true),
        DeletedResult deleted => new Placed(call, deleted.Revision, IsMaker: deleted.Deleted > 0),
        CompareAndSetResult compared => new Placed(call, compared.Revision, IsMaker: compared.Succeeded),
        CompactedResult compacted => new Placed(call, compacted.Revision, IsMaker: false),
        RangeResult range => new Placed(call, range.Revision, IsMaker: false),
        _ => null,
    };

    /// <summary>The keys that an answer shows.</summary>
    public static IEnumerable<KeyValue> Shown(StoreCall call) => call.Result switch
    {
        RangeResult range => range.KeyValues,
        CompareAndSetResult { Current: { } current } => [current],
        _ => [],
    };
}
