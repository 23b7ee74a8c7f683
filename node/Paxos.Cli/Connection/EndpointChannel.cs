using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Cli.Grammar;
using Paxos.Node.Protos;

namespace Paxos.Cli.Connection;

/// <summary>
/// A channel to one client node which knows whether it ever had a connection on which that node spoke: as long as it had none, no request
/// can have happened, whatever the error says.
/// </summary>
internal sealed class EndpointChannel : IDisposable
{
    // A page of a range holds 4 MiB of keys and values, and some bytes for each key beside them.
    private const int ReceiveBytesMax = 16 << 20;

    private readonly SocketsHttpHandler handler;
    private readonly GrpcChannel channel;
    private readonly TimeSpan connectTimeout;
    private volatile bool connected;
    private volatile string? connectError;

    /// <summary>Opens no connection yet; the first call does.</summary>
    /// <param name="endpoint">The client node.</param>
    /// <param name="connectTimeout">How long one attempt to connect may take.</param>
    public EndpointChannel(Endpoint endpoint, TimeSpan connectTimeout)
    {
        Endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken),
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
        };
        channel = GrpcChannel.ForAddress(endpoint.Uri, new GrpcChannelOptions
        {
            HttpHandler = handler,
            MaxReceiveMessageSize = ReceiveBytesMax,
        });
        Store = new Store.StoreClient(channel);
        Node = new ClientNode.ClientNodeClient(channel);
    }

    /// <summary>Where this channel leads.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>The store's calls.</summary>
    public Store.StoreClient Store { get; }

    /// <summary>The calls about the client node itself.</summary>
    public ClientNode.ClientNodeClient Node { get; }

    /// <summary>Explains a failed call. One that found no connection was not sent, whatever connections there were before.</summary>
    public CallFailure Explain(RpcException exception) =>
        connected && exception.Status.DebugException is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            ? CallFailure.From(Endpoint, exception)
            : CallFailure.NotConnected(Endpoint, connectError);

    /// <inheritdoc/>
    public void Dispose()
    {
        channel.Dispose();
        handler.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(connectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Endpoint.Host, Endpoint.Port, limit.Token);
            var stream = await GreetedStream.OpenAsync(new NetworkStream(socket, ownsSocket: true), limit.Token);
            connected = true;
            return stream;
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            socket.Dispose();
            connectError = exception is OperationCanceledException ? null : (exception.InnerException ?? exception).Message;
            throw;
        }
    }
}
