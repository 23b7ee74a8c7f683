using Paxos.Cli.Connection;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary>Reads a whole range, page by page, as it was at one revision.</summary>
/// <param name="session">Makes the calls.</param>
internal sealed class RangeReader(Session session)
{
    /// <summary>The range's pairs ordered by the revision that wrote them.</summary>
    /// <param name="request">The range; its key and revision are moved on from page to page.</param>
    /// <param name="limit">How many of the oldest to keep; 0: all. The store itself fits into a node's memory.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CommandFailure">The system refused, or no endpoint answered.</exception>
    public async Task<(long Revision, IReadOnlyList<KeyValue> Pairs)> ReadOldestFirstAsync(
        RangeRequest request, int limit, CancellationToken cancellationToken)
    {
        var pairs = new List<KeyValue>();
        var revision = 0L;
        while (true)
        {
            var page = await session.CallAsync(
                Effect.None, (channel, options) => channel.Store.RangeAsync(request, options), cancellationToken);
            revision = Math.Max(revision, request.Revision == 0 ? page.Revision : 0);
            pairs.AddRange(page.Kvs);
            KeepOldest(pairs, limit);
            if (!page.More || page.Kvs.Count == 0)
            {
                break;
            }

            // The pages after the first read at its revision: what is written meanwhile belongs to none of them.
            request.Revision = revision;
            request.Key = Keys.After(page.Kvs[^1].Key);
        }

        Sort(pairs);
        return (revision, pairs);
    }

    // Pages come in the order of keys, so the oldest of all are known only at the end; on the way at most twice the
    // limit is held.
    private static void KeepOldest(List<KeyValue> pairs, int limit)
    {
        if (limit > 0 && pairs.Count > limit)
        {
            Sort(pairs);
            pairs.RemoveRange(limit, pairs.Count - limit);
        }
    }

    private static void Sort(List<KeyValue> pairs) => pairs.Sort((left, right) => left.ModRevision != right.ModRevision
        ? left.ModRevision.CompareTo(right.ModRevision)
        : left.Key.Span.SequenceCompareTo(right.Key.Span));
}
