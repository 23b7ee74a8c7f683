using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using k8s.Models;
using Paxos.Node.Protos;
using Paxos.Operator.Api;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Clusters;

/// <summary>Asks nodes by their pods' addresses, so that no name service stands between.</summary>
internal sealed class NodeProbe : INodeProbe, IDisposable
{
    /// <summary>A node answers in milliseconds, and one pass asks all of a cluster's nodes at once.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A status names every member of the cluster; this is a hundred times a usual one.</summary>
    private const int StatusBytesMax = 1 << 20;

    /// <summary>Questions at a time, of all clusters together.</summary>
    private const int QuestionsMax = 64;

    private readonly SemaphoreSlim turns = new(QuestionsMax);
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = Timeout,

        // A pod's address may be another pod's soon after.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
    })
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = StatusBytesMax,
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NodeReport>> AskAsync(IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        var reports = await Task.WhenAll(pods.Select(pod => AskAsync(pod, cancellationToken)));
        return [.. reports.OfType<NodeReport>()];
    }

    /// <inheritdoc/>
    public async Task HandOverAsync(V1Pod leader, string target, CancellationToken cancellationToken)
    {
        // With a handler of its own: the channel sets it up, and one that was used before takes no changes.
        using var channel = GrpcChannel.ForAddress(
            new Uri($"http://{HostOf(leader)}:{NodeImage.PeerPort}"),
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Timeout },
                DisposeHttpClient = true,
            });
        try
        {
            await new Admin.AdminClient(channel).HandOverAsync(
                new HandOverRequest { Target = target }, deadline: DateTime.UtcNow + Timeout, cancellationToken: cancellationToken);
        }
        catch (RpcException failure)
        {
            throw new ActionFailure($"{leader.Metadata.Name} does not hand over to {target}: {failure.Status.Detail}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        turns.Dispose();
    }

    private async Task<NodeReport?> AskAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(pod.Status?.PodIP))
        {
            return null;
        }

        await turns.WaitAsync(cancellationToken);
        try
        {
            return NodeReport.Read(await client.GetStringAsync(
                new Uri($"http://{HostOf(pod)}:{NodeImage.WebPort}/status.json"), cancellationToken));
        }
        catch (Exception failure) when (
            failure is HttpRequestException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The planner waits for a node that says nothing, and names it.
            return null;
        }
        finally
        {
            turns.Release();
        }
    }

    private static string HostOf(V1Pod pod) =>
        IPAddress.TryParse(pod.Status.PodIP, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{address}]"
            : pod.Status.PodIP;
}
