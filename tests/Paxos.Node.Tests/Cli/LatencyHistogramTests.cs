extern alias cli;

using cli::Paxos.Cli.Bench;

namespace Paxos.Node.Tests.Cli;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void An_empty_histogram_has_zero_everywhere()
    {
        var histogram = new LatencyHistogram();

        Assert.Equal(0, histogram.Count);
        Assert.Equal(TimeSpan.Zero, histogram.Quantile(0.5));
        Assert.Equal(TimeSpan.Zero, histogram.Longest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(12_345)]
    [InlineData(1_000_000)]
    [InlineData(59_999_999)]
    [InlineData(200_000_000_000)]
    public void A_quantile_is_off_by_less_than_one_percent(long microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMicroseconds(microseconds));
        histogram.Record(TimeSpan.FromHours(60));

        var found = histogram.Quantile(0.5).TotalMicroseconds;

        Assert.InRange(found, microseconds, microseconds * 1.01);
    }

    [Fact]
    public void Quantiles_are_those_of_the_samples()
    {
        var histogram = new LatencyHistogram();
        foreach (var milliseconds in Enumerable.Range(1, 1000))
        {
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal(1000, histogram.Count);
        Assert.InRange(histogram.Quantile(0.5).TotalMilliseconds, 500, 505);
        Assert.InRange(histogram.Quantile(0.99).TotalMilliseconds, 990, 1000);
        Assert.Equal(1000, histogram.Quantile(1).TotalMilliseconds);
        Assert.Equal(1000, histogram.Longest.TotalMilliseconds);
    }

    [Fact]
    public void Absurd_latencies_are_counted_at_the_ends()
    {
        var histogram = new LatencyHistogram();

        histogram.Record(TimeSpan.FromSeconds(-1));
        histogram.Record(TimeSpan.MaxValue);

        Assert.Equal(2, histogram.Count);
        Assert.Equal(TimeSpan.Zero, histogram.Quantile(0.5));
        Assert.InRange(histogram.Quantile(1).TotalDays, 3, 4);
    }

    [Fact]
    public void Threads_record_together_without_losing_any()
    {
        var histogram = new LatencyHistogram();

        Parallel.For(0, 100_000, number => histogram.Record(TimeSpan.FromMicroseconds(number % 500)));

        Assert.Equal(100_000, histogram.Count);
        Assert.Equal(499, histogram.Longest.TotalMicroseconds);
    }
}
