using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Protos;

namespace Paxos.Processes;

/// <summary>
/// An application of the store: one connection to one client node, a deadline on every call, and no call made twice.
/// </summary>
internal sealed class StoreClient : IDisposable
{
    private const int MessageBytesMax = 16 * 1024 * 1024;
    private static readonly ByteString FirstValue = ByteString.CopyFromUtf8("values/");
    private static readonly ByteString AfterValues = ByteString.CopyFromUtf8("values0");

    private readonly int port;
    private readonly TimeSpan callTimeout;
    private readonly GrpcChannel channel;
    private readonly Store.StoreClient store;

    /// <summary>An application of a client node; connects with the first call.</summary>
    /// <param name="port">The client node's port on loopback.</param>
    /// <param name="callTimeout">How long a call may take.</param>
    public StoreClient(int port, TimeSpan callTimeout)
    {
        this.port = port;
        this.callTimeout = callTimeout;
        channel = GrpcChannel.ForAddress($"http://{Endpoint}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = false },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MessageBytesMax,

            // A node that was killed and started again is to be found again at once.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(200),
        });
        store = new Store.StoreClient(channel);
    }

    /// <summary>Longer than the cluster needs to find a new leader on a busy machine.</summary>
    public static TimeSpan LongTimeout { get; } = TimeSpan.FromSeconds(15);

    /// <summary>host:port of the client node.</summary>
    public string Endpoint => $"127.0.0.1:{port}";

    /// <summary>Another application of the same client node, with a connection of its own.</summary>
    public StoreClient Another(TimeSpan callTimeout) => new(port, callTimeout);

    /// <summary>Appends a value.</summary>
    /// <returns>The revision that stored it.</returns>
    /// <exception cref="RpcException">It was not acknowledged.</exception>
    public async Task<long> AppendAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        var request = new AppendRequest { Value = UnsafeByteOperations.UnsafeWrap(value) };
        return (await store.AppendAsync(request, Options(cancellationToken))).Revision;
    }

    /// <summary>Appends a text.</summary>
    /// <returns>The revision that stored it.</returns>
    /// <exception cref="RpcException">It was not acknowledged.</exception>
    public Task<long> AppendAsync(string value, CancellationToken cancellationToken = default) =>
        AppendAsync(System.Text.Encoding.UTF8.GetBytes(value), cancellationToken);

    /// <summary>Writes a key.</summary>
    /// <returns>The revision that stored it.</returns>
    /// <exception cref="RpcException">It was not acknowledged.</exception>
    public async Task<long> PutAsync(string key, string value, CancellationToken cancellationToken = default)
    {
        var request = new PutRequest { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value) };
        return (await store.PutAsync(request, Options(cancellationToken))).Revision;
    }

    /// <summary>Gives up the versions before <paramref name="revision"/>.</summary>
    /// <exception cref="RpcException">It was not acknowledged.</exception>
    public async Task CompactAsync(long revision, CancellationToken cancellationToken = default) =>
        await store.CompactAsync(new CompactRequest { Revision = revision }, Options(cancellationToken));

    /// <summary>The store's revision, by a linearizable read.</summary>
    /// <exception cref="RpcException">It was not answered.</exception>
    public async Task<long> ReadRevisionAsync(CancellationToken cancellationToken = default)
    {
        var request = new RangeRequest { Key = FirstValue, Limit = 1 };
        return (await store.RangeAsync(request, Options(cancellationToken))).Revision;
    }

    /// <summary>Every appended value, oldest first, by linearizable reads.</summary>
    /// <exception cref="RpcException">A read was not answered.</exception>
    public async Task<IReadOnlyList<StoredValue>> ReadValuesAsync()
    {
        var values = new List<StoredValue>();
        var request = new RangeRequest { Key = FirstValue, RangeEnd = AfterValues };
        while (true)
        {
            var page = await store.RangeAsync(request, Options(CancellationToken.None));
            values.AddRange(page.Kvs.Select(pair => new StoredValue(pair.ModRevision, pair.Value.ToStringUtf8())));
            if (!page.More)
            {
                return values;
            }

            // The key after the last one, at the revision of the first page.
            request.Key = ByteString.CopyFrom([.. page.Kvs[^1].Key.Span, 0]);
            request.Revision = request.Revision == 0 ? page.Revision : request.Revision;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private CallOptions Options(CancellationToken cancellationToken) =>
        new(deadline: DateTime.UtcNow + callTimeout, cancellationToken: cancellationToken);
}
