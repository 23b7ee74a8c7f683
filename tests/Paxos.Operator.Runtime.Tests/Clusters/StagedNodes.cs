using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.ApiServer.Controllers;
using Paxos.Operator.Api;
using Paxos.Operator.Clusters;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Runtime.Tests.Clusters;

/// <summary>
/// Nodes that answer as real ones would, for pods that only say that they run: they form a cluster when all acceptors are there, the first
/// proposer leads, and a vote is on the disk. Each look at the pods also tells whether a quorum ran.
/// </summary>
internal sealed class StagedNodes(int acceptors) : IPodRunner, INodeProbe
{
    private const string ClusterId = "00c0ffee00c0ffee";

    private readonly Lock gate = new();
    private readonly HashSet<string> running = [];
    private bool isFormed;
    private string leader = "";
    private TaskCompletionSource nextAsk = NewSource();

    /// <inheritdoc/>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <summary>Images that do not start.</summary>
    public HashSet<string> BadVersions { get; } = [];

    /// <summary>How often nodes were asked.</summary>
    public int Asked { get; private set; }

    /// <summary>The fewest acceptors that ran at a time since the cluster was formed.</summary>
    public int FewestAcceptors { get; private set; } = int.MaxValue;

    /// <summary>Pods that were stopped, in order.</summary>
    public List<string> Stopped { get; } = [];

    /// <inheritdoc/>
    public PodState Run(JsonObject pod)
    {
        var name = (string)pod["metadata"]!["name"]!;
        if (BadVersions.Contains(((string)pod["spec"]!["containers"]![0]!["image"]!).Split(':')[^1]))
        {
            return new PodState { WaitingReason = "CrashLoopBackOff", Message = "it crashes", Restarts = 3 };
        }

        lock (gate)
        {
            running.Add(name);
            isFormed |= AcceptorsRunning() == acceptors;
            Count();
        }

        return PodState.Ready;
    }

    /// <inheritdoc/>
    public bool Stop(JsonObject pod)
    {
        var name = (string)pod["metadata"]!["name"]!;
        lock (gate)
        {
            if (running.Remove(name))
            {
                Stopped.Add(name);
                Count();
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<NodeReport>> AskAsync(IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Asked++;
            nextAsk.SetResult();
            nextAsk = NewSource();
            var names = pods.Where(pod => running.Contains(pod.Metadata.Name)).Select(NodeOf).ToList();
            if (!names.Contains(leader))
            {
                leader = names.Where(name => name.StartsWith(NodeNames.Proposer, StringComparison.Ordinal)).Order().FirstOrDefault() ?? "";
            }

            return Task.FromResult<IReadOnlyList<NodeReport>>([.. names.Select(Report)]);
        }
    }

    /// <inheritdoc/>
    public Task HandOverAsync(V1Pod pod, string target, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            leader = target;
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends when nodes were asked so often.</summary>
    public async Task AskedAsync(int times)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Asked >= times)
                {
                    return;
                }

                next = nextAsk.Task;
            }

            await next;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string NodeOf(V1Pod pod)
    {
        if (pod.Metadata.Labels.TryGetValue(ClusterLabels.Node, out var name))
        {
            return name;
        }

        return pod.Metadata.Labels[ClusterLabels.Role] + pod.Metadata.Name.Split('-')[^1];
    }

    private int AcceptorsRunning() => running.Count(name => name.Contains("-acceptor", StringComparison.Ordinal));

    private void Count()
    {
        if (isFormed)
        {
            FewestAcceptors = Math.Min(FewestAcceptors, AcceptorsRunning());
        }
    }

    private NodeReport Report(string name)
    {
        var isLeader = name == leader && isFormed;
        return new NodeReport
        {
            Name = name,
            Version = "0.1.0",
            ClusterId = isFormed ? ClusterId : "0000000000000000",
            Leader = isFormed ? leader : null,
            ChosenSlot = 7,
            Condition = isFormed ? "Ready" : "Forming",
            Ready = isFormed,
            Proposer = name.StartsWith(NodeNames.Proposer, StringComparison.Ordinal)
                ? new NodeReport.ProposerReport(isLeader ? "Leading" : "Standby", "0.1.5")
                : null,
            Acceptor = name.StartsWith(NodeNames.Acceptor, StringComparison.Ordinal)
                ? new NodeReport.AcceptorReport("d" + name, isFormed ? "Active" : "Blank", 0)
                : null,
            Learner = name.StartsWith(NodeNames.Learner, StringComparison.Ordinal) ? new NodeReport.LearnerReport("d" + name, 7, 0) : null,
        };
    }
}
