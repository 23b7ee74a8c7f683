using Paxos.Cli.Connection;
using Paxos.Cli.Grammar;

namespace Paxos.Cli.Bench;

/// <summary>
/// The connections of a benchmark: several, because the frames of one HTTP/2 connection are written one after the other
/// on both sides, and few, because frames that wait for each other leave in one packet.
/// </summary>
internal sealed class BenchChannels : IDisposable
{
    private const int WorkersPerChannel = 128;
    private const int ChannelsMax = 64;

    private readonly EndpointChannel[] channels;

    /// <summary>Opens channels to all endpoints in turn, at least one to each.</summary>
    public BenchChannels(IReadOnlyList<Endpoint> endpoints, int workers, TimeSpan timeout)
    {
        var wanted = Math.Min(ChannelsMax, (workers + WorkersPerChannel - 1) / WorkersPerChannel);
        channels = [.. Enumerable.Range(0, Math.Max(wanted, endpoints.Count))
            .Select(number => new EndpointChannel(endpoints[number % endpoints.Count], timeout))];
    }

    /// <summary>The channel that a worker starts on, and after failures the next ones.</summary>
    public EndpointChannel Of(int worker, int failures) => channels[(worker + failures) % channels.Length];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(channels, channel => channel.Dispose());
}
