namespace Paxos.Processes.Load;

/// <summary>
/// What a load's records say about the cluster. Each method returns complaints, and none when all is well.
/// </summary>
internal static class Audit
{
    private const int ComplaintsMax = 10;

    /// <summary>
    /// Every acknowledged write is there exactly once, at the revision it was told; every other one at most once; and
    /// the order of revisions keeps the order of time: a write that was issued after another's answer has a higher one.
    /// </summary>
    /// <param name="load">The load, which has stopped.</param>
    /// <param name="stored">All that is stored.</param>
    public static IReadOnlyList<string> Writes(ClientLoad load, IReadOnlyList<StoredValue> stored)
    {
        var found = stored.ToLookup(value => value.Value, value => value.Revision, StringComparer.Ordinal);
        var complaints = new List<string>();
        var writes = load.Writes;
        foreach (var write in writes)
        {
            var revisions = found[write.Value].ToArray();
            if (write.Revision is { } told && (revisions.Length != 1 || revisions[0] != told))
            {
                complaints.Add(
                    $"{write.Value} was acknowledged at revision {told} and is at [{string.Join(", ", revisions)}]");
            }
            else if (revisions.Length > 1)
            {
                complaints.Add($"{write.Value} was issued once and is at [{string.Join(", ", revisions)}]");
            }
        }

        var acknowledged = writes.Where(write => write.IsAcknowledged).ToArray();
        complaints.AddRange(OutOfOrder(
            acknowledged.Select(write => (write.IssuedAt, write.Revision!.Value, write.Value)),
            acknowledged.Select(write => (write.AnsweredAt, write.Revision!.Value)),
            isStrict: true));
        return [.. complaints.Take(ComplaintsMax)];
    }

    /// <summary>
    /// No read was stale: each saw at least what any write or read had been answered before it was issued.
    /// </summary>
    /// <param name="load">The load.</param>
    public static IReadOnlyList<string> Reads(ClientLoad load)
    {
        var acknowledged = load.Writes.Where(write => write.IsAcknowledged);
        return
        [
            .. OutOfOrder(
                load.Reads.Select(read => (read.IssuedAt, read.Revision, $"a read answered at {read.AnsweredAt}")),
                acknowledged.Select(write => (write.AnsweredAt, write.Revision!.Value))
                    .Concat(load.Reads.Select(read => (read.AnsweredAt, read.Revision))),
                isStrict: false).Take(ComplaintsMax),
        ];
    }

    /// <summary>The longest time without an acknowledged write, from one moment to another.</summary>
    public static TimeSpan LongestGap(ClientLoad load, TimeSpan from, TimeSpan to)
    {
        var moments = load.Writes
            .Where(write => write.IsAcknowledged && write.AnsweredAt > from && write.AnsweredAt < to)
            .Select(write => write.AnsweredAt)
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

    private static IEnumerable<string> OutOfOrder(
        IEnumerable<(TimeSpan IssuedAt, long Revision, string What)> asked,
        IEnumerable<(TimeSpan AnsweredAt, long Revision)> answered,
        bool isStrict)
    {
        var answers = answered.OrderBy(answer => answer.AnsweredAt).ToArray();
        var next = 0;
        var known = 0L;
        foreach (var (issuedAt, revision, what) in asked.OrderBy(question => question.IssuedAt))
        {
            for (; next < answers.Length && answers[next].AnsweredAt < issuedAt; next++)
            {
                known = Math.Max(known, answers[next].Revision);
            }

            if (revision < known || (isStrict && revision == known))
            {
                yield return $"{what} was issued at {issuedAt}, when revision {known} was known, and got {revision}";
            }
        }
    }
}
