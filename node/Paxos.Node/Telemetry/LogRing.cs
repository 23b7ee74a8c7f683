using System.Security.Cryptography;

namespace Paxos.Node.Telemetry;

/// <summary>
/// Keeps the newest lines of this process's log in memory for <c>/view-logs</c>, bounded in lines and in bytes, and
/// hands new ones to live readers. Lines come from every thread and are kept in one order, hence the lock: it is held
/// for a few assignments, never across I/O or an await.
/// </summary>
internal sealed class LogRing : ILoggerProvider
{
    /// <summary>
    /// What a line costs besides its message: the record, its text's header and its place in the queue, rounded up.
    /// </summary>
    private const int LineOverheadBytes = 128;

    private readonly Lock gate = new();
    private readonly LogRingOptions options;
    private readonly TimeProvider timeProvider;
    private readonly Queue<LogLine> lines = new();
    private readonly List<LogSubscription> subscriptions = [];
    private readonly long[] countsByLevel = new long[(int)LogLevel.None];
    private long last;
    private long bytes;
    private bool ended;

    /// <summary>An empty ring.</summary>
    /// <param name="options">Its bounds.</param>
    /// <param name="timeProvider">Where the lines' times come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is below 1.</exception>
    public LogRing(LogRingOptions options, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LinesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MessageCharactersMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SubscriptionLinesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SubscriptionsMax, 1);
        this.options = options;
        this.timeProvider = timeProvider;
        Instance = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    }

    /// <summary>
    /// Names this process's life, 8 hexadecimal digits: a reader that comes back after a restart starts from the
    /// beginning.
    /// </summary>
    public string Instance { get; }

    /// <summary>Live readers at most.</summary>
    public int SubscriptionsMax => options.SubscriptionsMax;

    /// <summary>Live readers now.</summary>
    public int SubscriptionCount
    {
        get
        {
            lock (gate)
            {
                return subscriptions.Count;
            }
        }
    }

    /// <summary>Bytes that the lines kept take, estimated.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return bytes;
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LogRingLogger(this, categoryName);

    /// <summary>Adds a line as the newest and drops the oldest beyond the bounds.</summary>
    /// <param name="level">Any level but <see cref="LogLevel.None"/>.</param>
    /// <param name="category">The type that logs.</param>
    /// <param name="eventId">The number of the message's kind.</param>
    /// <param name="message">The text; cut where it is longer than the bound.</param>
    public void Append(LogLevel level, string category, int eventId, string message)
    {
        var text = Cut(message);
        lock (gate)
        {
            if (ended)
            {
                return;
            }

            // The time is read inside the lock: a later sequence has an earlier time only where the clock went back.
            var line = new LogLine(++last, timeProvider.GetUtcNow(), level, category, eventId, text);
            countsByLevel[(int)level]++;
            lines.Enqueue(line);
            bytes += BytesOf(line);
            while (lines.Count > options.LinesMax || (bytes > options.BytesMax && lines.Count > 1))
            {
                bytes -= BytesOf(lines.Dequeue());
            }

            foreach (var subscription in subscriptions)
            {
                subscription.Offer(line);
            }
        }
    }

    /// <summary>
    /// The lines kept whose sequence is above <paramref name="after"/> and whose level is at least <paramref
    /// name="level"/>.
    /// </summary>
    public LogPage Read(long after, LogLevel level)
    {
        lock (gate)
        {
            var first = last - lines.Count + 1;
            var found = lines.Where(line => line.Sequence > after && line.Level >= level).ToList();
            return new LogPage(Instance, first, last, Math.Max(0, first - after - 1), found);
        }
    }

    /// <summary>Lines logged since the process started, by level.</summary>
    public IReadOnlyList<(LogLevel Level, long Count)> Counts()
    {
        lock (gate)
        {
            return [.. countsByLevel.Select((count, level) => ((LogLevel)level, count))];
        }
    }

    /// <summary>
    /// Begins a live tail: first the lines kept that are above <paramref name="after"/>, then every new one, none
    /// twice. Null when there are <see cref="SubscriptionsMax"/> readers already.
    /// </summary>
    /// <param name="after">The newest line that the reader has; null for a new reader, who has missed nothing.</param>
    public LogSubscription? TrySubscribe(long? after)
    {
        lock (gate)
        {
            if (subscriptions.Count >= options.SubscriptionsMax)
            {
                return null;
            }

            var first = last - lines.Count + 1;

            // Only a mistaken caller names a sequence that was never given out; it gets what is new from now on.
            var expected = Math.Min(after + 1 ?? first, last + 1);
            var backlog = lines.Where(line => line.Sequence >= expected).ToList();
            var subscription = new LogSubscription(this, backlog, expected, options.SubscriptionLinesMax);
            subscriptions.Add(subscription);
            if (ended)
            {
                subscription.Complete();
            }

            return subscription;
        }
    }

    /// <summary>Ends all live tails; lines logged from now on are not kept.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            foreach (var subscription in subscriptions)
            {
                subscription.Complete();
            }
        }
    }

    /// <summary>Forgets a live reader.</summary>
    internal void Unsubscribe(LogSubscription subscription)
    {
        lock (gate)
        {
            subscriptions.Remove(subscription);
        }
    }

    private static int BytesOf(LogLine line) => LineOverheadBytes + (sizeof(char) * line.Message.Length);

    private string Cut(string message)
    {
        var kept = options.MessageCharactersMax;
        if (message.Length <= kept)
        {
            return message;
        }

        // Half of a surrogate pair would be no character at all.
        if (kept > 1 && char.IsHighSurrogate(message[kept - 1]))
        {
            kept--;
        }

        return $"{message.AsSpan(0, kept)}… ({message.Length - kept} more characters)";
    }
}
