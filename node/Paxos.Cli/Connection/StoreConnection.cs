using Grpc.Core;
using Paxos.Cli.Grammar;

namespace Paxos.Cli.Connection;

/// <summary>
/// Sends each request to the first endpoint that takes it. The next one is tried only when the request changes nothing,
/// or when it is certain that nothing happened: a write is never made twice by a lost answer.
/// </summary>
/// <param name="endpoints">At least one; tried in order, starting with the last one that answered.</param>
/// <param name="timeout">How long one request may take, all its endpoints together.</param>
internal sealed class StoreConnection(IReadOnlyList<Endpoint> endpoints, TimeSpan timeout) : IDisposable
{
    private readonly EndpointChannel?[] channels = new EndpointChannel?[endpoints.Count];
    private int current;

    /// <summary>One request.</summary>
    /// <param name="effect">Whether it changes something.</param>
    /// <param name="call">Makes the call on a channel.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request.</param>
    /// <exception cref="CommandFailure">The request was refused, or no endpoint answered it in time.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        Effect effect,
        Func<EndpointChannel, CallOptions, AsyncUnaryCall<TResponse>> call,
        CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + timeout;
        var failures = new List<CallFailure>();
        for (var tried = 0; tried < endpoints.Count && DateTime.UtcNow < deadline; tried++)
        {
            var channel = ChannelOf(current);
            try
            {
                return await call(channel, new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
            }
            catch (RpcException exception)
            {
                ThrowIfInterrupted(effect, cancellationToken);
                failures.Add(channel.Explain(exception));
            }

            // A broken channel is made anew: its successor again knows whether it ever had a connection.
            channels[current]!.Dispose();
            channels[current] = null;
            current = (current + 1) % endpoints.Count;
            if (!failures[^1].TryAnotherEndpoint || (effect == Effect.Changes && failures[^1].MayHaveHappened))
            {
                break;
            }
        }

        throw Failure(effect, failures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var channel in channels)
        {
            channel?.Dispose();
        }
    }

    // An endpoint that swallows packets must leave time for those after it.
    private EndpointChannel ChannelOf(int index) =>
        channels[index] ??= new EndpointChannel(endpoints[index], timeout / endpoints.Count);

    private static void ThrowIfInterrupted(Effect effect, CancellationToken cancellationToken)
    {
        if (effect == Effect.Changes && cancellationToken.IsCancellationRequested)
        {
            throw CommandFailure.Unreachable("Interrupted. The write may or may not have happened.");
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static CommandFailure Failure(Effect effect, List<CallFailure> failures)
    {
        var reasons = string.Join("; ", failures.Select(failure => failure.Reason));
        var fate = effect == Effect.None ? "."
            : failures.Exists(failure => failure.MayHaveHappened) ? ". The write may or may not have happened."
            : ". Nothing was written.";
        return new CommandFailure(failures[^1].ExitCode, $"{reasons}{fate}");
    }
}
