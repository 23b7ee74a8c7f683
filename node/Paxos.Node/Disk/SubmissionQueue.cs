#if PLANTED_BUGS
using Paxos.Protocol;
#endif

namespace Paxos.Node.Disk;

/// <summary>The submissions that are not yet durable, in order. Its owner guards it with a lock.</summary>
internal sealed class SubmissionQueue
{
    private readonly Queue<JournalSubmission> waiting = new();
    private int essential;

    /// <summary>Submissions in it.</summary>
    public int Count => waiting.Count;

    /// <summary>Bytes of their records.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Whether an essential one waits anywhere. It makes all before it essential: order is kept, so it could not become
    /// durable without them.
    /// </summary>
    public bool HasEssential => essential > 0;

    /// <summary>Adds one at the end.</summary>
    public void Add(JournalSubmission submission)
    {
        waiting.Enqueue(submission);
        Bytes += submission.Bytes;
        essential += submission.IsEssential ? 1 : 0;
    }

    /// <summary>
    /// The first ones that together have at most <paramref name="bytesMax"/>; they stay in the queue.
    /// </summary>
    public List<JournalSubmission> First(int bytesMax)
    {
        var gathered = new List<JournalSubmission>();
        var bytes = 0L;
        foreach (var submission in waiting)
        {
            bytes += submission.Bytes;
            if (bytes > bytesMax)
            {
                break;
            }

            gathered.Add(submission);
        }

        return gathered;
    }

    /// <summary>Takes the first <paramref name="count"/> out: what is durable now.</summary>
    public IReadOnlyList<JournalSubmission> Take(int count)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.AcknowledgesOneEarly))
        {
            count = Math.Min(count + 1, waiting.Count);
        }
#endif
        var taken = new List<JournalSubmission>(count);
        while (taken.Count < count)
        {
            var submission = waiting.Dequeue();
            Bytes -= submission.Bytes;
            essential -= submission.IsEssential ? 1 : 0;
            taken.Add(submission);
        }

        return taken;
    }
}
