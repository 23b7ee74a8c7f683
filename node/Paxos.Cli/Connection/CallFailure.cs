using Grpc.Core;
using Paxos.Cli.Grammar;

namespace Paxos.Cli.Connection;

/// <summary>What a failed call means: whether it may have happened, and which exit code it deserves.</summary>
/// <param name="Reason">One clause that names the endpoint and the cause, without a full stop.</param>
/// <param name="ExitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="MayHaveHappened">Whether a change may have been made although no answer came.</param>
/// <param name="TryAnotherEndpoint">Whether another client node could do better.</param>
internal sealed record CallFailure(string Reason, int ExitCode, bool MayHaveHappened, bool TryAnotherEndpoint)
{
    /// <summary>No connection was made on which the endpoint spoke, so nothing was sent.</summary>
    public static CallFailure NotConnected(Endpoint endpoint, string? error) => new(
        $"{endpoint} cannot be reached: {error ?? "the connection timed out"}",
        Cli.ExitCode.Unreachable,
        MayHaveHappened: false,
        TryAnotherEndpoint: true);

    /// <summary>The connection was made. The rules are those on top of client.proto.</summary>
    public static CallFailure From(Endpoint endpoint, RpcException exception)
    {
        // A status that this process made itself, and no server sent, carries the exception behind it: the connection
        // broke.
        var broken = exception.Status.DebugException is not null;
        var detail = exception.Status.Detail;
        return exception.StatusCode switch
        {
            StatusCode.DeadlineExceeded => Unanswered($"{endpoint} did not answer in time", mayHaveHappened: true),
            StatusCode.Aborted => Unanswered($"{endpoint} aborted the request: {detail}", mayHaveHappened: true),
            StatusCode.Unavailable when !broken =>
                Unanswered($"{endpoint} cannot serve now: {detail}", mayHaveHappened: false),
            _ when broken => Unanswered($"{endpoint} broke the connection", mayHaveHappened: true),
            StatusCode.Unknown or StatusCode.Internal => new(
                $"{endpoint} failed: {detail}", Cli.ExitCode.Refused, MayHaveHappened: true, TryAnotherEndpoint: false),
            _ => new(
                $"{endpoint} refused ({exception.StatusCode}): {detail}",
                Cli.ExitCode.Refused, MayHaveHappened: false, TryAnotherEndpoint: false),
        };
    }

    private static CallFailure Unanswered(string reason, bool mayHaveHappened) => new(
        reason, Cli.ExitCode.Unreachable, mayHaveHappened, TryAnotherEndpoint: true);
}
