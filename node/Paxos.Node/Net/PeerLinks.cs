using System.Collections.Concurrent;
using Paxos.Node.Host;
using Paxos.Node.Telemetry;
using Paxos.Protocol;

namespace Paxos.Node.Net;

/// <summary>The links to all other processes, each opened when there is first something to say.</summary>
internal sealed class PeerLinks : IPeerSender, IAsyncDisposable
{
    private readonly NodeIdentity self;
    private readonly AddressBook addresses;
    private readonly Action<string> onLost;
    private readonly TimeProvider timeProvider;
    private readonly LogThrottle throttle;
    private readonly ILogger<PeerLink> logger;
    private readonly ConcurrentDictionary<string, Lazy<PeerLink>> links = new(StringComparer.Ordinal);
    private readonly SocketsHttpHandler handler;
    private long unaddressed;

    /// <summary>No link yet.</summary>
    /// <param name="self">This process.</param>
    /// <param name="addresses">Where the others are.</param>
    /// <param name="onLost">Called with a process's name when an open stream to it breaks.</param>
    /// <param name="timeProvider">The clock of the waits.</param>
    /// <param name="throttle">Keeps a refused link from filling the log.</param>
    /// <param name="logger">Where links are told of.</param>
    public PeerLinks(
        NodeIdentity self,
        AddressBook addresses,
        Action<string> onLost,
        TimeProvider timeProvider,
        LogThrottle throttle,
        ILogger<PeerLink> logger)
    {
        this.self = self;
        this.addresses = addresses;
        this.onLost = onLost;
        this.timeProvider = timeProvider;
        this.throttle = throttle;
        this.logger = logger;
        handler = new SocketsHttpHandler
        {
            ConnectTimeout = PeerTimes.ConnectTimeout,
            KeepAlivePingDelay = PeerTimes.PingDelay,
            KeepAlivePingTimeout = PeerTimes.PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };
    }

    /// <summary>Messages to other processes that were lost on this side.</summary>
    public long Losses => Interlocked.Read(ref unaddressed)
        + links.Values.Where(link => link.IsValueCreated).Sum(link => link.Value.Queue.Losses);

    /// <inheritdoc/>
    public void Send(Envelope envelope, ReadOnlyMemory<byte> encoded)
    {
        if (links.TryGetValue(envelope.To.Name, out var link))
        {
            link.Value.Queue.TryAdd(envelope, encoded);
            return;
        }

        // Only names with an address get a link, and the address book is bounded; so are the links.
        if (addresses.Find(envelope.To.Name) is null)
        {
            Interlocked.Increment(ref unaddressed);
            return;
        }

        links.GetOrAdd(envelope.To.Name, name => new Lazy<PeerLink>(() => Open(name))).Value.Queue.TryAdd(envelope, encoded);
    }

    /// <summary>Waits until everything queued has left, for at most <see cref="PeerTimes.FlushTimeout"/>.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var deadline = timeProvider.GetTimestamp();
        while (links.Values.Any(link => !link.Value.IsIdle) && timeProvider.GetElapsedTime(deadline) < PeerTimes.FlushTimeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), timeProvider, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(links.Values.Select(link => link.Value.DisposeAsync().AsTask()));
        handler.Dispose();
    }

    private PeerLink Open(string name) =>
        new(name, new FrameQueue(self), addresses, handler, onLost, timeProvider, throttle, logger);
}
