using System.Threading.Channels;

namespace Paxos.Node.Telemetry;

/// <summary>
/// One live reader of the <see cref="LogRing"/>. Lines wait for it in a bounded channel; when that is full its oldest
/// are dropped, since a tail is read for what is new, and since logging must never wait for a browser. Used by one
/// reader at a time.
/// </summary>
internal sealed class LogSubscription : IDisposable
{
    /// <summary>
    /// Lines of one batch at most: what a page can show at once without a pause that a person would notice.
    /// </summary>
    private const int BatchLinesMax = 256;

    private readonly LogRing ring;
    private readonly Queue<LogLine> backlog;
    private readonly Channel<LogLine> channel;
    private long expected;
    private LogLine? beyondGap;

    /// <summary>Made by the ring alone, which knows the lines that go before the live ones.</summary>
    /// <param name="ring">Where the reader is to be struck off in the end.</param>
    /// <param name="backlog">Lines that were there before the reader.</param>
    /// <param name="expected">The sequence that the reader should see first.</param>
    /// <param name="linesMax">Lines that may wait for it.</param>
    internal LogSubscription(LogRing ring, IReadOnlyList<LogLine> backlog, long expected, int linesMax)
    {
        this.ring = ring;
        this.backlog = new Queue<LogLine>(backlog);
        this.expected = expected;
        channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(linesMax)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        });
    }

    /// <summary>
    /// Waits until there is something to read; false when nothing will come any more, because logging has ended.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        beyondGap is not null || backlog.Count > 0
            ? ValueTask.FromResult(true)
            : channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the lines that wait up to the next gap; false when there are none.</summary>
    public bool TryRead(out LogBatch batch)
    {
        var missed = 0L;
        var lines = new List<LogLine>();
        while (lines.Count < BatchLinesMax && TryTake(out var line))
        {
            // Sequences have no gaps of their own, so one here is what the full channel or the ring dropped.
            if (line.Sequence != expected && lines.Count > 0)
            {
                beyondGap = line;
                break;
            }

            missed += line.Sequence - expected;
            expected = line.Sequence + 1;
            lines.Add(line);
        }

        batch = new LogBatch(missed, lines);
        return lines.Count > 0;
    }

    /// <summary>Leaves the ring.</summary>
    public void Dispose() => ring.Unsubscribe(this);

    /// <summary>Hands over a new line; called by the ring under its lock, so in order of sequence.</summary>
    internal void Offer(LogLine line) => channel.Writer.TryWrite(line);

    /// <summary>No line will follow.</summary>
    internal void Complete() => channel.Writer.TryComplete();

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LogLine? line)
    {
        if (beyondGap is not null)
        {
            line = beyondGap;
            beyondGap = null;
            return true;
        }

        return backlog.TryDequeue(out line) || channel.Reader.TryRead(out line);
    }
}
