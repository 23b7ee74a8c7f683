using Microsoft.Extensions.Logging;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Tests.Telemetry;

public sealed class LogRingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ManualTimeProvider clock = new(Start);

    [Fact]
    public void A_line_keeps_its_sequence_time_level_category_event_and_message()
    {
        using var ring = Ring(new LogRingOptions());

        ring.Append(LogLevel.Information, "Paxos.Node.NodeHost", 101, "first");
        clock.Advance(TimeSpan.FromMilliseconds(7));
        ring.Append(LogLevel.Warning, "Paxos.Node.Disk.Journal", 0, "second");

        Assert.Equal(
            [
                new LogLine(1, Start, LogLevel.Information, "Paxos.Node.NodeHost", 101, "first"),
                new LogLine(2, Start.AddMilliseconds(7), LogLevel.Warning, "Paxos.Node.Disk.Journal", 0, "second"),
            ],
            ring.Read(0, LogLevel.Trace).Lines);
    }

    [Fact]
    public void Beyond_the_line_bound_the_oldest_lines_go_and_sequences_continue()
    {
        using var ring = Ring(new LogRingOptions { LinesMax = 3 });

        Append(ring, 5);

        var page = ring.Read(0, LogLevel.Trace);
        Assert.Equal([3L, 4L, 5L], page.Lines.Select(line => line.Sequence));
        Assert.Equal((3, 5, 2), (page.First, page.Last, page.Missed));
    }

    [Fact]
    public void Beyond_the_byte_bound_the_oldest_lines_go()
    {
        using var ring = Ring(new LogRingOptions { BytesMax = 10_000 });

        for (var number = 0; number < 100; number++)
        {
            ring.Append(LogLevel.Information, "Test", 0, new string('x', 1_000));
        }

        Assert.InRange(ring.Bytes, 1, 10_000);
        Assert.Equal(4, ring.Read(0, LogLevel.Trace).Lines.Count);
    }

    [Fact]
    public void The_newest_line_stays_though_it_alone_is_above_the_byte_bound()
    {
        using var ring = Ring(new LogRingOptions { BytesMax = 100 });

        ring.Append(LogLevel.Information, "Test", 0, "old");
        ring.Append(LogLevel.Information, "Test", 0, new string('x', 1_000));

        Assert.Equal(2, Assert.Single(ring.Read(0, LogLevel.Trace).Lines).Sequence);
    }

    [Fact]
    public void A_message_above_the_bound_is_cut_and_says_by_how_much()
    {
        using var ring = Ring(new LogRingOptions { MessageCharactersMax = 4 });

        ring.Append(LogLevel.Information, "Test", 0, "abcdefghij");

        Assert.Equal("abcd… (6 more characters)", Assert.Single(ring.Read(0, LogLevel.Trace).Lines).Message);
    }

    [Fact]
    public void A_cut_never_splits_a_character()
    {
        using var ring = Ring(new LogRingOptions { MessageCharactersMax = 4 });

        ring.Append(LogLevel.Information, "Test", 0, "abc😀def");

        Assert.Equal("abc… (5 more characters)", Assert.Single(ring.Read(0, LogLevel.Trace).Lines).Message);
    }

    [Fact]
    public void Reading_gives_only_lines_after_the_sequence_and_of_the_level()
    {
        using var ring = Ring(new LogRingOptions());
        ring.Append(LogLevel.Error, "Test", 0, "one");
        ring.Append(LogLevel.Debug, "Test", 0, "two");
        ring.Append(LogLevel.Warning, "Test", 0, "three");

        var page = ring.Read(1, LogLevel.Information);

        Assert.Equal("three", Assert.Single(page.Lines).Message);
        Assert.Equal(0, page.Missed);
    }

    [Fact]
    public async Task A_live_reader_gets_what_was_there_and_then_what_comes_none_twice()
    {
        using var ring = Ring(new LogRingOptions());
        Append(ring, 2);

        using var subscription = ring.TrySubscribe(after: null);
        Append(ring, 2);

        Assert.NotNull(subscription);
        Assert.True(await subscription.WaitAsync(CancellationToken.None));
        Assert.True(subscription.TryRead(out var batch));
        Assert.Equal([1L, 2L, 3L, 4L], batch.Lines.Select(line => line.Sequence));
        Assert.Equal(0, batch.Missed);
        Assert.False(subscription.TryRead(out _));
    }

    [Fact]
    public void A_slow_reader_loses_the_oldest_lines_and_is_told_how_many()
    {
        using var ring = Ring(new LogRingOptions { SubscriptionLinesMax = 10 });
        Append(ring, 1);
        using var subscription = ring.TrySubscribe(after: null);

        Append(ring, 25);

        Assert.NotNull(subscription);
        Assert.True(subscription.TryRead(out var before));
        Assert.Equal((0, 1), (before.Missed, before.Lines[^1].Sequence));
        Assert.True(subscription.TryRead(out var afterGap));
        Assert.Equal((15, 17), (afterGap.Missed, afterGap.Lines[0].Sequence));
        Assert.Equal(10, afterGap.Lines.Count);
    }

    [Fact]
    public void A_reader_that_returns_is_told_what_the_ring_has_dropped_meanwhile()
    {
        using var ring = Ring(new LogRingOptions { LinesMax = 5 });
        Append(ring, 20);

        using var subscription = ring.TrySubscribe(after: 10);

        Assert.NotNull(subscription);
        Assert.True(subscription.TryRead(out var batch));
        Assert.Equal((5, 16), (batch.Missed, batch.Lines[0].Sequence));
    }

    [Fact]
    public void A_new_reader_has_missed_nothing_though_the_ring_has_dropped_lines()
    {
        using var ring = Ring(new LogRingOptions { LinesMax = 5 });
        Append(ring, 20);

        using var subscription = ring.TrySubscribe(after: null);

        Assert.NotNull(subscription);
        Assert.True(subscription.TryRead(out var batch));
        Assert.Equal((0, 16), (batch.Missed, batch.Lines[0].Sequence));
    }

    [Fact]
    public void A_reader_with_a_sequence_that_was_never_given_out_gets_what_is_new()
    {
        using var ring = Ring(new LogRingOptions());
        Append(ring, 3);

        using var subscription = ring.TrySubscribe(after: 1_000);
        Append(ring, 1);

        Assert.NotNull(subscription);
        Assert.True(subscription.TryRead(out var batch));
        Assert.Equal((0, 4), (batch.Missed, Assert.Single(batch.Lines).Sequence));
    }

    [Fact]
    public void Readers_beyond_the_bound_are_refused_until_one_leaves()
    {
        using var ring = Ring(new LogRingOptions { SubscriptionsMax = 2 });
        using var first = ring.TrySubscribe(after: null);
        using var second = ring.TrySubscribe(after: null);

        Assert.Null(ring.TrySubscribe(after: null));
        second!.Dispose();

        using var third = ring.TrySubscribe(after: null);
        Assert.NotNull(third);
        Assert.Equal(2, ring.SubscriptionCount);
    }

    [Fact]
    public async Task Live_tails_end_when_logging_ends()
    {
        var ring = Ring(new LogRingOptions());
        using var before = ring.TrySubscribe(after: null);

        ring.Dispose();

        using var after = ring.TrySubscribe(after: null);
        Assert.False(await before!.WaitAsync(CancellationToken.None));
        Assert.False(await after!.WaitAsync(CancellationToken.None));
    }

    [Fact]
    public void A_logger_writes_its_category_its_event_and_its_exception()
    {
        using var ring = Ring(new LogRingOptions());
        var logger = ring.CreateLogger("Paxos.Node.NodeHost");
        var exception = new InvalidOperationException("the cause");

        logger.Log(LogLevel.Critical, new EventId(7), "state", exception, (state, _) => $"about {state}");

        var line = Assert.Single(ring.Read(0, LogLevel.Trace).Lines);
        Assert.Equal(("Paxos.Node.NodeHost", 7, LogLevel.Critical), (line.Category, line.EventId, line.Level));
        Assert.StartsWith(
            "about state\nSystem.InvalidOperationException: the cause",
            line.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_counted_by_level_also_those_that_are_gone()
    {
        using var ring = Ring(new LogRingOptions { LinesMax = 1 });
        Append(ring, 3);
        ring.Append(LogLevel.Error, "Test", 0, "text");

        Assert.Contains((LogLevel.Information, 3L), ring.Counts());
        Assert.Contains((LogLevel.Error, 1L), ring.Counts());
    }

    [Fact]
    public async Task Lines_from_many_threads_get_one_order_and_none_is_lost_uncounted()
    {
        const int Threads = 4;
        const int Lines = 5_000;
        using var ring = Ring(new LogRingOptions { SubscriptionLinesMax = 16 });
        using var subscription = ring.TrySubscribe(after: null);
        Assert.NotNull(subscription);

        var writers = Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() => Append(ring, Lines))));
        var seen = 0L;
        var newest = 0L;
        while (newest < Threads * Lines && await subscription.WaitAsync(CancellationToken.None))
        {
            while (subscription.TryRead(out var batch))
            {
                seen += batch.Missed + batch.Lines.Count;
                Assert.All(batch.Lines, line => Assert.True(line.Sequence > newest));
                newest = batch.Lines[^1].Sequence;
            }
        }

        await writers;
        Assert.Equal(Threads * Lines, seen);
    }

    [Fact]
    public void A_bound_below_one_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Ring(new LogRingOptions { LinesMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ring(new LogRingOptions { BytesMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ring(new LogRingOptions { MessageCharactersMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ring(new LogRingOptions { SubscriptionLinesMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ring(new LogRingOptions { SubscriptionsMax = 0 }));
    }

    private static void Append(LogRing ring, int lines)
    {
        for (var number = 0; number < lines; number++)
        {
            ring.Append(LogLevel.Information, "Test", 0, "text");
        }
    }

    private LogRing Ring(LogRingOptions options) => new(options, clock);
}
