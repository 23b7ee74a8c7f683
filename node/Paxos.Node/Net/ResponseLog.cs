using Paxos.Node.Protos;

namespace Paxos.Node.Net;

/// <summary>What this client node answered lately, newest last; in memory, without values. May be used from any thread.</summary>
internal sealed class ResponseLog
{
    /// <summary>Answers kept.</summary>
    public const int RecordsMax = 1_000;

    private readonly Lock gate = new();
    private readonly Queue<ResponseRecord> records = new(RecordsMax);

    /// <summary>Keeps one, and drops the oldest when there are too many.</summary>
    public void Add(ResponseRecord record)
    {
        lock (gate)
        {
            if (records.Count == RecordsMax)
            {
                records.Dequeue();
            }

            records.Enqueue(record);
        }
    }

    /// <summary>All that are kept.</summary>
    public IReadOnlyList<ResponseRecord> Snapshot()
    {
        lock (gate)
        {
            return [.. records];
        }
    }
}
