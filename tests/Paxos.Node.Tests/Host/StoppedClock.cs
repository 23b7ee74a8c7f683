namespace Paxos.Node.Tests.Host;

/// <summary>A monotonic clock that moves when the test says so.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(TimeSpan by) => ticks += by.Ticks;
}
