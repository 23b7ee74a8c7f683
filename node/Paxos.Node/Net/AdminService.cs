using Grpc.Core;
using Paxos.Node.Host;
using Paxos.Node.Protos;
using Paxos.Node.Settings;
using Paxos.Node.Web;

namespace Paxos.Node.Net;

/// <summary>What the cluster's operator calls, on the peer port.</summary>
/// <param name="status">The node's state.</param>
/// <param name="office">The way to the proposer.</param>
internal sealed class AdminService(INodeStatusSource status, LeaderOffice office) : Admin.AdminBase
{
    /// <inheritdoc/>
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(new GetStatusResponse { Json = NodeJson.Serialize(status.Current) });

    /// <inheritdoc/>
    public override async Task<HandOverResponse> HandOver(HandOverRequest request, ServerCallContext context)
    {
        if (request.Target.Length > 0 && !SettingRule.Name.Holds(request.Target))
        {
            throw Refusal(StatusCode.InvalidArgument, $"target must be {SettingRule.Name.Text}, or empty. It is \"{request.Target}\".");
        }

        if (!office.IsLeading)
        {
            throw Refusal(
                StatusCode.FailedPrecondition,
                $"{status.Current.Name} does not lead. The leader is {status.Current.Leader ?? "not known"}.");
        }

        var target = await office.HandOverAsync(request.Target, context.CancellationToken);
        return target is { Length: > 0 }
            ? new HandOverResponse { Target = target }
            : throw Refusal(StatusCode.FailedPrecondition, $"No proposer can take over from {status.Current.Name} now.");
    }

    private static RpcException Refusal(StatusCode status, string message) => new(new Status(status, message));
}
