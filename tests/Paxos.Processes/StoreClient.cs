using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Protos;
using Paxos.Protocol.Store;

namespace Paxos.Processes;

/// <summary>
/// An application of the store: one connection to one client node, a deadline on every call, and no call made twice.
/// </summary>
internal sealed class StoreClient : IDisposable
{
    private const int MessageBytesMax = 16 * 1024 * 1024;

    private readonly string host;
    private readonly int port;
    private readonly TimeSpan callTimeout;
    private readonly GrpcChannel channel;
    private readonly Store.StoreClient store;

    /// <summary>An application of a client node; connects with the first call.</summary>
    /// <param name="host">The client node's host.</param>
    /// <param name="port">Its client port.</param>
    /// <param name="callTimeout">How long a call may take.</param>
    public StoreClient(string host, int port, TimeSpan callTimeout)
    {
        this.host = host;
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
    public string Endpoint => $"{host}:{port}";

    /// <summary>Another application of the same client node, with a connection of its own.</summary>
    public StoreClient Another(TimeSpan callTimeout) => new(host, port, callTimeout);

    /// <summary>Appends a value.</summary>
    /// <returns>The revision that stored it.</returns>
    /// <exception cref="RpcException">It was not acknowledged.</exception>
    public async Task<long> AppendAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default) =>
        ((WrittenResult)await RunAsync(new AppendOperation(value), false, cancellationToken)).Revision;

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
    public async Task<long> ReadRevisionAsync() => ((RangeResult)await RunAsync(StoreCalls.RevisionOnly)).Revision;

    /// <summary>Every appended value, oldest first, by linearizable reads.</summary>
    /// <exception cref="RpcException">A read was not answered.</exception>
    public async Task<IReadOnlyList<StoredValue>> ReadValuesAsync()
    {
        var values = new List<StoredValue>();
        RangeOperation? next = StoreCalls.AllValues;
        while (next is not null)
        {
            var page = (RangeResult)await RunAsync(next);
            values.AddRange(page.KeyValues.Select(pair =>
                new StoredValue(pair.ModRevision, System.Text.Encoding.UTF8.GetString(pair.Value.Span))));
            next = StoreCalls.After(next, page);
        }

        return values;
    }

    /// <summary>Any operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isSerializable">Whether a read may be old.</param>
    /// <param name="cancellationToken">Ends the wait, not the operation.</param>
    /// <exception cref="RpcException">It was not answered.</exception>
    public async Task<OperationResult> RunAsync(
        Operation operation, bool isSerializable = false, CancellationToken cancellationToken = default)
    {
        var options = Options(cancellationToken);
        return operation switch
        {
            AppendOperation append => StoreCalls.Of(await store.AppendAsync(
                new AppendRequest { Value = Wrap(append.Value) }, options)),
            PutOperation put => StoreCalls.Of(await store.PutAsync(
                new PutRequest { Key = Wrap(put.Key), Value = Wrap(put.Value) }, options)),
            DeleteRangeOperation delete => StoreCalls.Of(await store.DeleteRangeAsync(
                new DeleteRangeRequest { Key = Wrap(delete.Key), RangeEnd = Wrap(delete.RangeEnd) }, options)),
            CompareAndSetOperation compare => StoreCalls.Of(await store.CompareAndSetAsync(
                new CompareAndSetRequest
                {
                    Key = Wrap(compare.Key),
                    Value = Wrap(compare.Value),
                    ExpectedModRevision = compare.ExpectedModRevision,
                },
                options)),
            RangeOperation range => StoreCalls.Of(await store.RangeAsync(StoreCalls.RequestOf(range, isSerializable), options)),
            _ => throw new UnreachableException($"No application of the tests asks for a {operation.GetType().Name}."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private CallOptions Options(CancellationToken cancellationToken) =>
        new(deadline: DateTime.UtcNow + callTimeout, cancellationToken: cancellationToken);
}
