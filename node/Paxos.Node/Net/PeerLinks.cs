using System.Collections.Concurrent;
using System.Collections.Immutable;
using Paxos.Node.Host;
using Paxos.Node.Telemetry;
using Paxos.Protocol;

namespace Paxos.Node.Net;

/// <summary>The links to all other processes, each opened when there is first something to say.</summary>
internal sealed class PeerLinks : IPeerSender, IAsyncDisposable
{
    private readonly NodeIdentity self;
    private readonly LinkContext context;
    private readonly ConcurrentDictionary<string, Lazy<PeerLink>> links = new(StringComparer.Ordinal);
    private ImmutableArray<PeerLink> opened = [];
    private long unaddressed;

    /// <summary>No link yet.</summary>
    /// <param name="self">This process.</param>
    /// <param name="addresses">Where the others are.</param>
    /// <param name="onLost">Called with a process's name when an open stream to it breaks.</param>
    /// <param name="onNamesake">Called with the address of another process of this one's name, when a peer tells of it.</param>
    /// <param name="onBug">Called with what no link expects; ends the process.</param>
    /// <param name="timeProvider">The clock of the waits.</param>
    /// <param name="throttle">Keeps a refused link from filling the log.</param>
    /// <param name="logger">Where links are told of.</param>
    public PeerLinks(
        NodeIdentity self,
        AddressBook addresses,
        Action<string> onLost,
        Action<string> onNamesake,
        Action<Exception> onBug,
        TimeProvider timeProvider,
        LogThrottle throttle,
        ILogger<PeerLink> logger)
    {
        this.self = self;
        context = new LinkContext(addresses, CreateHandler(), onLost, onNamesake, onBug, timeProvider, throttle, logger);
    }

    /// <summary>Messages to other processes that were lost on this side.</summary>
    public long Losses => Interlocked.Read(ref unaddressed)
        + opened.Sum(link => link.Queue.Losses);

    /// <inheritdoc/>
    public void Send(Envelope envelope, ReadOnlyMemory<byte> encoded)
    {
        if (links.TryGetValue(envelope.To.Name, out var link))
        {
            link.Value.Queue.TryAdd(envelope, encoded);
            return;
        }

        // Only names with an address get a link, and the address book is bounded; so are the links.
        if (context.Addresses.Find(envelope.To.Name) is null)
        {
            Interlocked.Increment(ref unaddressed);
            return;
        }

        links.GetOrAdd(envelope.To.Name, name => new Lazy<PeerLink>(() => Open(name))).Value.Queue.TryAdd(envelope, encoded);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        foreach (var link in opened)
        {
            link.Flush();
        }
    }

    /// <summary>Waits until everything queued has left, for at most <see cref="PeerTimes.FlushTimeout"/>.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var start = context.TimeProvider.GetTimestamp();
        while (opened.Any(link => !link.IsIdle) && context.TimeProvider.GetElapsedTime(start) < PeerTimes.FlushTimeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), context.TimeProvider, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(opened.Select(link => link.DisposeAsync().AsTask()));
        context.Handler.Dispose();
    }

    private PeerLink Open(string name)
    {
        var link = new PeerLink(name, new FrameQueue(self), context);
        ImmutableInterlocked.Update(ref opened, links => links.Add(link));
        return link;
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        ConnectTimeout = PeerTimes.ConnectTimeout,
        KeepAlivePingDelay = PeerTimes.PingDelay,
        KeepAlivePingTimeout = PeerTimes.PingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    };
}
