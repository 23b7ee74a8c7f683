using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Node.Settings;
using Paxos.Node.Web;

namespace Paxos.Node.Net;

/// <summary>What a client node tells of itself and of its cluster.</summary>
/// <param name="status">The node's state.</param>
/// <param name="responses">What it answered lately.</param>
/// <param name="relay">The way to the other members' admin service.</param>
internal sealed class ClientNodeService(INodeStatusSource status, ResponseLog responses, AdminRelay relay) : ClientNode.ClientNodeBase
{
    /// <inheritdoc/>
    public override Task<ResponsesResponse> Responses(ResponsesRequest request, ServerCallContext context)
    {
        var response = new ResponsesResponse();
        response.Responses.AddRange(responses.Snapshot());
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<StatusResponse> Status(StatusRequest request, ServerCallContext context)
    {
        var current = status.Current;
        return Task.FromResult(new StatusResponse
        {
            Name = current.Name,
            Leader = current.Leader ?? string.Empty,
            Ballot = current.Ballot,
            Learner = current.Client?.Learner ?? string.Empty,
            Sessions = (int)(current.Client?.Sessions ?? 0),
            Pending = (int)(current.Client?.Pending ?? 0),
            ClusterId = current.ClusterId,
            Version = current.Version,
            Reason = current.Ready ? string.Empty : current.Reason,
        });
    }

    /// <inheritdoc/>
    public override Task<NodesResponse> Nodes(NodesRequest request, ServerCallContext context)
    {
        var response = new NodesResponse();
        response.Nodes.AddRange(status.Current.Members.Select(ToWire));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task<MemberStatusResponse> MemberStatus(MemberStatusRequest request, ServerCallContext context)
    {
        CheckName(nameof(request.Name), request.Name);
        return new MemberStatusResponse { Json = await relay.StatusAsync(request.Name, context.CancellationToken) };
    }

    /// <inheritdoc/>
    public override async Task<MoveLeaderResponse> MoveLeader(MoveLeaderRequest request, ServerCallContext context)
    {
        if (request.Target.Length > 0)
        {
            CheckName(nameof(request.Target), request.Target);
        }

        var (leader, target) = await relay.MoveLeaderAsync(request.Target, context.CancellationToken);
        return new MoveLeaderResponse { Leader = leader, Target = target };
    }

    private static void CheckName(string field, string name)
    {
        if (!SettingRule.Name.Holds(name))
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"{field} must be {SettingRule.Name.Text}. It is \"{name}\"."));
        }
    }

    private static NodeRecord ToWire(MemberStatus member)
    {
        var record = new NodeRecord
        {
            Name = member.Name,
            Status = member.State,
            Leader = member.Leader,
            Applied = member.Applied,
            AgeMilliseconds = member.AgeMilliseconds,
            PeerAddress = member.PeerAddress,
            WebAddress = member.WebAddress,
            ClientAddress = member.ClientAddress,
            Version = member.Version,
        };
        record.Roles.AddRange(member.Roles);
        return record;
    }
}
