extern alias cli;

using cli::Paxos.Cli.Grammar;

namespace Paxos.Node.Tests.Cli;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m", 60_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("0s", 0)]
    public void Numbers_with_units_are_durations(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("25h")]
    [InlineData("1e9s")]
    [InlineData("99999999999999999999999h")]
    public void Anything_else_is_none(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(59, "59s")]
    [InlineData(303, "5m3s")]
    [InlineData(7_500, "2h5m")]
    [InlineData(187_200, "2d4h")]
    public void Ages_have_their_two_largest_units(int seconds, string age) =>
        Assert.Equal(age, DurationText.Age(TimeSpan.FromSeconds(seconds)));
}
