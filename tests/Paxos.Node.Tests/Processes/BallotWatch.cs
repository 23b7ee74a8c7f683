using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

/// <summary>
/// Looks at nodes again and again, and complains when the highest ballot that one of them knows falls.
/// </summary>
internal sealed class BallotWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<ClusterNode> nodes;
    private readonly List<string> complaints = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    private BallotWatch(IReadOnlyList<ClusterNode> nodes)
    {
        this.nodes = nodes;
        loop = RunAsync();
    }

    /// <summary>Begins to look; the nodes must not be restarted meanwhile.</summary>
    public static BallotWatch Start(IReadOnlyList<ClusterNode> nodes) => new(nodes);

    /// <summary>Looks no more.</summary>
    /// <returns>Each fall that was seen.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await stopping.CancelAsync();
        await loop;
        return complaints;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var highest = nodes.ToDictionary(node => node, _ => (Epoch: 0u, Round: 0ul, Owner: 0ul));
        while (!stopping.IsCancellationRequested)
        {
            foreach (var node in nodes)
            {
                if ((await node.LookAsync())?.Ballot is { } ballot)
                {
                    if (ballot.CompareTo(highest[node]) < 0)
                    {
                        complaints.Add($"{node.Name} knew ballot {highest[node]} and then {ballot}");
                    }

                    highest[node] = ballot;
                }
            }

            await Task.Delay(Interval, CancellationToken.None);
        }
    }
}
