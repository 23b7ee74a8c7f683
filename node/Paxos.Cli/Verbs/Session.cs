using Grpc.Core;
using Paxos.Cli.Connection;
using Paxos.Cli.Grammar;
using Paxos.Cli.Output;

namespace Paxos.Cli.Verbs;

/// <summary>What one run of a verb works with.</summary>
/// <param name="surroundings">Streams and environment.</param>
/// <param name="endpoints">The client nodes to ask, in order.</param>
/// <param name="format">From <c>-o</c>.</param>
/// <param name="timeout">From <c>--timeout</c>; null where it was not given.</param>
internal sealed class Session(
    Surroundings surroundings, IReadOnlyList<Endpoint> endpoints, OutputFormat format, TimeSpan? timeout) : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly StoreConnection connection = new(endpoints, timeout ?? DefaultTimeout);

    /// <summary>Streams and environment.</summary>
    public Surroundings Surroundings => surroundings;

    /// <summary>The client nodes to ask, in order.</summary>
    public IReadOnlyList<Endpoint> Endpoints => endpoints;

    /// <summary>Prints the answer.</summary>
    public Printer Printer { get; } = new(format, surroundings.Output);

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout => timeout ?? DefaultTimeout;

    /// <summary>The time given on the command line, or <paramref name="fallback"/>.</summary>
    public TimeSpan TimeoutOr(TimeSpan fallback) => timeout ?? fallback;

    /// <inheritdoc cref="StoreConnection.CallAsync"/>
    public Task<TResponse> CallAsync<TResponse>(
        Effect effect,
        Func<EndpointChannel, CallOptions, AsyncUnaryCall<TResponse>> call,
        CancellationToken cancellationToken) =>
        connection.CallAsync(effect, call, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
