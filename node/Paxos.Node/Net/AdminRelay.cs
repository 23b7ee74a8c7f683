using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Protos;
using Paxos.Node.Web;

namespace Paxos.Node.Net;

/// <summary>
/// Passes calls on to the admin service of other members, so that whoever runs the cluster needs to reach the client nodes only. May be
/// used from any thread.
/// </summary>
/// <param name="status">Knows the members' addresses.</param>
internal sealed class AdminRelay(INodeStatusSource status)
{
    /// <summary>How long a member may take, its connection included; an answer is a matter of milliseconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>What a member says of itself, as JSON.</summary>
    /// <exception cref="RpcException">The member is not known, or does not answer.</exception>
    public async Task<string> StatusAsync(string name, CancellationToken cancellationToken)
    {
        if (name == status.Current.Name)
        {
            return NodeJson.Serialize(status.Current);
        }

        var response = await CallAsync(name, (admin, options) => admin.GetStatusAsync(new GetStatusRequest(), options), cancellationToken);
        return response.Json;
    }

    /// <summary>Asks the leader to hand its office over.</summary>
    /// <returns>Who led, and who was asked to take over.</returns>
    /// <exception cref="RpcException">Nobody leads, nobody can take over, or the leader does not answer.</exception>
    public async Task<(string Leader, string Target)> MoveLeaderAsync(string target, CancellationToken cancellationToken)
    {
        var leader = status.Current.Leader
            ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, "No leader is known, so none can hand over."));
        var request = new HandOverRequest { Target = target };
        var response = await CallAsync(leader, (admin, options) => admin.HandOverAsync(request, options), cancellationToken);
        return (leader, response.Target);
    }

    // A channel for each call: they are rare, and a member may have moved since the last one.
    private async Task<T> CallAsync<T>(
        string name, Func<Admin.AdminClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        var address = status.Current.Members.FirstOrDefault(member => member.Name == name)?.PeerAddress;
        if (string.IsNullOrEmpty(address))
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"{status.Current.Name} knows no member '{name}'."));
        }

        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Timeout };
        using var channel = GrpcChannel.ForAddress(new Uri($"http://{address}"), new GrpcChannelOptions { HttpHandler = handler });
        try
        {
            var options = new CallOptions(deadline: DateTime.UtcNow + Timeout, cancellationToken: cancellationToken);
            return await call(new Admin.AdminClient(channel), options);
        }
        catch (RpcException failure) when (failure.Status.DebugException is HttpRequestException or SocketException or IOException
            || failure.StatusCode == StatusCode.DeadlineExceeded)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"{name} does not answer on {address}: {failure.Status.Detail}"));
        }
    }
}
