using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Paxos.Processes;
using Paxos.Protocol.Store;

namespace Paxos.Operator.EndToEnd.Tests.Clusters;

/// <summary>
/// An application that writes one key after another. It goes where a service would lead it, to a client node that is ready, and makes a
/// call that was not answered once more, by another one: to write a key twice is the same as to write it once. A write that takes long has
/// failed.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    /// <summary>How long a write may take with all its tries; the loss of a leader takes a tenth of it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TestCluster cluster;
    private readonly string prefix;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, StoreClient> connections = [];
    private readonly Task loop;
    private IReadOnlyList<string> clients;
    private int turn;

    private Writer(TestCluster cluster, string prefix, IReadOnlyList<string> clients)
    {
        (this.cluster, this.prefix, this.clients) = (cluster, prefix, clients);
        loop = Task.Run(RunAsync);
    }

    /// <summary>The keys that were acknowledged.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>The writes that were not acknowledged in time, with the last reason.</summary>
    public List<string> Failed { get; } = [];

    /// <summary>The longest that an acknowledged write took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Begins to write.</summary>
    public static async Task<Writer> StartAsync(TestCluster cluster, string prefix) =>
        new(cluster, prefix, await cluster.ClientsAsync());

    /// <summary>Stops after the write that is under way.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await loop;
    }

    /// <summary>Reads every key with this writer's prefix, linearizably.</summary>
    public async Task<IReadOnlyList<string>> ReadBackAsync()
    {
        clients = await cluster.ClientsAsync();
        var keys = new List<string>();
        RangeOperation? next = new(Bytes($"{prefix}/"), Bytes($"{prefix}0"), 0, 0, 0);
        while (next is not null)
        {
            var page = (RangeResult)await Connection(clients[0]).RunAsync(next);
            keys.AddRange(page.KeyValues.Select(pair => System.Text.Encoding.UTF8.GetString(pair.Key.Span)));
            next = StoreCalls.After(next, page);
        }

        return keys;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var connection in connections.Values)
        {
            connection.Dispose();
        }

        stopping.Dispose();
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private async Task RunAsync()
    {
        for (var number = 1; !stopping.IsCancellationRequested; number++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{prefix}/{number:000000}");
            var clock = Stopwatch.StartNew();
            var failure = await WriteAsync(key, clock);
            if (failure is null)
            {
                Acknowledged.Add(key);
                Slowest = clock.Elapsed > Slowest ? clock.Elapsed : Slowest;
            }
            else
            {
                Failed.Add($"{key}: {failure}");
            }

            await Task.Delay(Pause);
        }
    }

    // Null when it was acknowledged.
    private async Task<string?> WriteAsync(string key, Stopwatch clock)
    {
        while (true)
        {
            try
            {
                await Connection(clients[turn % clients.Count]).PutAsync(key, "a value");
                return null;
            }
            catch (RpcException failure)
            {
                if (clock.Elapsed > Longest)
                {
                    return failure.Status.ToString();
                }
            }

            turn++;
            await Task.Delay(Pause);
            clients = await cluster.ClientsAsync() is { Count: > 0 } ready ? ready : clients;
        }
    }

    private StoreClient Connection(string address)
    {
        if (!connections.TryGetValue(address, out var connection))
        {
            connections[address] = connection = new StoreClient(address, 6001, CallTimeout);
        }

        return connection;
    }
}
