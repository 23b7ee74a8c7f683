using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paxos.Node.Net;

namespace Paxos.Node;

/// <summary>
/// The ports that the process opens, with their limits. Each speaks one protocol: a plaintext port cannot tell HTTP/1.1 from HTTP/2.
/// </summary>
internal static class NodePorts
{
    /// <summary>Bytes of a request at most: the largest value of 1.5 MiB, its key, and what stands around them.</summary>
    public const int RequestBytesMax = 2 << 20;

    /// <summary>Connections of applications at most; each costs some 20 KiB while it is idle.</summary>
    public const int ClientConnectionsMax = 10_000;

    /// <summary>Connections of browsers, probes and collectors at most.</summary>
    public const int WebConnectionsMax = 1_000;

    /// <summary>Connections of other nodes at most: one or two of each member that gossip can know.</summary>
    public const int PeerConnectionsMax = 2_048;

    /// <summary>Calls at once on one connection: an application may keep all that a client node takes on a single one.</summary>
    private const int StreamsMax = ClientRequests.PendingMax;

    /// <summary>Bytes that a sender may be ahead of this process on one stream and on one connection; a frame has about 1 MiB.</summary>
    private const int StreamWindowBytes = 4 << 20;

    private const int ConnectionWindowBytes = 8 << 20;

    /// <summary>Opens the ports.</summary>
    public static void Configure(KestrelServerOptions kestrel, NodeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBytesMax;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsMax;
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;

        // The other half of the senders' pings: a peer that vanished without a word is noticed from this side as well.
        kestrel.Limits.Http2.KeepAlivePingDelay = PeerTimes.PingDelay * 2;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PeerTimes.PingTimeout * 2;
        Listen(kestrel, options.ListenAddress, options.WebPort, HttpProtocols.Http1, WebConnectionsMax);
        Listen(kestrel, options.ListenAddress, options.PeerPort, HttpProtocols.Http2, PeerConnectionsMax);
        if (options.ClientPort is { } clientPort)
        {
            Listen(kestrel, options.ListenAddress, clientPort, HttpProtocols.Http2, ClientConnectionsMax);
        }
    }

    private static void Listen(
        KestrelServerOptions kestrel, IPAddress address, int port, HttpProtocols protocols, int connectionsMax) =>
        kestrel.Listen(address, port, listen =>
        {
            listen.Protocols = protocols;

            // Kestrel's own limit is one for all ports: applications could lock the other nodes out.
            listen.Use(new ConnectionLimit(connectionsMax).Wrap);
        });
}
