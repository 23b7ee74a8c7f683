using System.Globalization;
using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Planning;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Tests.Planning;

/// <summary>
/// A cluster as Kubernetes would have it, in memory: objects as they were applied, pods as a controller of workloads makes them, nodes as
/// they would answer. Tests break it and ask the planner.
/// </summary>
internal sealed class PlanWorld
{
    private const string ClusterId = "00c0ffee00c0ffee";

    private readonly Dictionary<(Type, string), IKubernetesObject<V1ObjectMeta>> objects = [];
    private int uids;

    /// <summary>A moment.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The resource.</summary>
    public required PaxosCluster Cluster { get; set; }

    /// <summary>The pods by name.</summary>
    public SortedDictionary<string, WorldPod> Pods { get; } = new(StringComparer.Ordinal);

    /// <summary>The versions that crash at start.</summary>
    public HashSet<string> BadVersions { get; } = [];

    /// <summary>The leading proposer's name; null while none leads.</summary>
    public string? Leader { get; set; }

    /// <summary>Whether the acceptors have formed the cluster.</summary>
    public bool IsFormed { get; set; }

    /// <summary>How far acceptors have forgotten.</summary>
    public long TrimmedTo { get; set; }

    /// <summary>The learners' snapshots, by name; all others have one of everything.</summary>
    public Dictionary<string, long> Snapshots { get; } = [];

    /// <summary>The objects.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Objects => objects.Values;

    /// <summary>A resource as a server stores it.</summary>
    public static PaxosCluster Stored(PaxosCluster cluster) => cluster with
    {
        Metadata = cluster.Metadata with { Namespace = "prod", Uid = "uid-of-cluster", Generation = 3 },
    };

    /// <summary>What the planner is shown.</summary>
    public Observed Observe() => new()
    {
        Objects = [.. objects.OrderBy(pair => pair.Key.Item1.Name + pair.Key.Item2, StringComparer.Ordinal).Select(pair => pair.Value)],
        Pods = [.. Pods.Values.Select(pod => pod.ToPod())],
        Reports = [.. Pods.Values.Where(pod => pod.IsHeard).Select(Report)],
    };

    /// <summary>Asks the planner.</summary>
    public Plan Plan() => Planner.Plan(Cluster, Observe(), Now);

    /// <summary>The status that the planner's finding gives.</summary>
    public ClusterStatus Status() => StatusReport.Of(Cluster, Observe(), Plan(), Now);

    /// <summary>Does what is planned.</summary>
    public void Execute(Plan plan)
    {
        foreach (var action in plan.Actions)
        {
            Execute(action);
        }
    }

    /// <summary>Does one thing.</summary>
    public void Execute(PlannedAction action)
    {
        switch (action)
        {
            case ApplyObject apply:
                Put(apply.Target);
                break;
            case GrowClaim grow:
                Put(grow.Target);
                break;
            case DeleteObject delete:
                objects.Remove((delete.Target.GetType(), delete.Target.Metadata.Name));
                break;
            case DeletePod delete when Pods.TryGetValue(delete.Pod, out var pod) && pod.Uid == delete.Uid:
                Pods.Remove(delete.Pod);
                LeadAnew(delete.Node);
                break;
            case HandOver hand:
                Leader = hand.Target;
                break;
        }
    }

    /// <summary>Puts an object there, as an API server keeps it: another copy, with what servers add.</summary>
    public void Put(IKubernetesObject<V1ObjectMeta> made)
    {
        var key = (made.GetType(), made.Metadata.Name);
        var json = KubernetesJson.Serialize(made);
        IKubernetesObject<V1ObjectMeta> copy = made switch
        {
            V1StatefulSet => Seen(KubernetesJson.Deserialize<V1StatefulSet>(json)),
            V1PersistentVolumeClaim => Bound(KubernetesJson.Deserialize<V1PersistentVolumeClaim>(json)),
            V1Service => KubernetesJson.Deserialize<V1Service>(json),
            V1ServiceAccount => KubernetesJson.Deserialize<V1ServiceAccount>(json),
            V1PodDisruptionBudget => KubernetesJson.Deserialize<V1PodDisruptionBudget>(json),
            V1NetworkPolicy => KubernetesJson.Deserialize<V1NetworkPolicy>(json),
            _ => throw new InvalidOperationException(made.Kind),
        };
        copy.Metadata.Uid = objects.TryGetValue(key, out var known) ? known.Metadata.Uid : NewUid();
        objects[key] = copy;
    }

    /// <summary>Takes an object away.</summary>
    public void Remove<T>(string name) => objects.Remove((typeof(T), name));

    /// <summary>An object.</summary>
    public T Find<T>(string name) => (T)objects[(typeof(T), name)];

    /// <summary>Lets the controller of workloads make the pods that are missing and take those that are too many.</summary>
    public void MakePods()
    {
        var wanted = new HashSet<string>();
        foreach (var workload in objects.Values.OfType<V1StatefulSet>())
        {
            var first = workload.Spec.Ordinals?.Start ?? 0;
            foreach (var ordinal in Enumerable.Range(first, workload.Spec.Replicas!.Value))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{workload.Metadata.Name}-{ordinal}");
                wanted.Add(name);
                if (!Pods.ContainsKey(name))
                {
                    Pods[name] = new WorldPod(name, NewUid(), workload.Spec.Template, Now);
                }
            }
        }

        foreach (var name in Pods.Keys.Where(name => !wanted.Contains(name)).ToList())
        {
            LeadAnew(Pods[name].Node);
            Pods.Remove(name);
        }
    }

    /// <summary>Lets every pod start that can.</summary>
    public void StartPods()
    {
        foreach (var pod in Pods.Values.Where(pod => pod.State == PodState.Starting))
        {
            pod.Set(BadVersions.Contains(pod.Version) ? PodState.Crashing : PodState.Ready, Now);
        }

        IsFormed |= NodeSlot.Of(Cluster, NodeNames.Acceptor, Cluster.Spec.Acceptors.Replicas)
            .All(slot => Pods.TryGetValue(slot.Pod, out var pod) && pod.State == PodState.Ready);
        if (IsFormed && (Leader is null || !Pods.Values.Any(pod => pod.Node == Leader && pod.IsRunning)))
        {
            Leader = Pods.Values.FirstOrDefault(pod => pod is { Role: NodeNames.Proposer, State: PodState.Ready })?.Node;
        }
    }

    /// <summary>Lets it run until the planner is content, or for so many passes.</summary>
    public void Run(int passes = 100)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            var plan = Plan();
            Cluster = Cluster with { Status = StatusReport.Of(Cluster, Observe(), plan, Now) };
            if (plan.IsSettled && plan.Withheld.Count == 0)
            {
                return;
            }

            Execute(plan);
            MakePods();
            StartPods();
            Now += TimeSpan.FromSeconds(11);
        }
    }

    private void LeadAnew(string node)
    {
        if (Leader == node)
        {
            Leader = Pods.Values.FirstOrDefault(pod =>
                pod.Role == NodeNames.Proposer && pod.Node != node && pod.State == PodState.Ready)?.Node;
        }
    }

    private NodeReport Report(WorldPod pod) => new()
    {
        Name = pod.Node,
        Version = pod.Version,
        ClusterId = IsFormed ? ClusterId : "0000000000000000",
        Leader = Leader,
        ChosenSlot = 1_000,
        Condition = pod.IsBlank ? "Blank" : pod.State == PodState.Ready ? "Ready" : "NoLeader",
        Reason = pod.State == PodState.Ready && !pod.IsBlank ? "" : "No leader is known.",
        Ready = pod.State == PodState.Ready && !pod.IsBlank,
        Proposer = pod.Role == NodeNames.Proposer ? new(Leader == pod.Node ? "Leading" : "Standby", "0.7.1") : null,
        Acceptor = pod.Role == NodeNames.Acceptor
            ? new($"disk-{pod.Node}", pod.IsBlank || !IsFormed ? "Blank" : "Active", TrimmedTo)
            : null,
        Learner = pod.Role == NodeNames.Learner
            ? new($"disk-{pod.Node}", 1_000, Snapshots.TryGetValue(pod.Node, out var slot) ? slot : 1_000)
            : null,
    };

    private static V1StatefulSet Seen(V1StatefulSet workload)
    {
        workload.Metadata.Generation = 1;
        workload.Status = new V1StatefulSetStatus { ObservedGeneration = 1, Replicas = workload.Spec.Replicas!.Value };
        workload.Spec.MinReadySeconds = 0;
        return workload;
    }

    private static V1PersistentVolumeClaim Bound(V1PersistentVolumeClaim claim)
    {
        claim.Spec.VolumeName = $"volume-of-{claim.Metadata.Name}";
        claim.Status = new V1PersistentVolumeClaimStatus { Phase = "Bound", Capacity = claim.Spec.Resources.Requests };
        return claim;
    }

    private string NewUid() => string.Create(CultureInfo.InvariantCulture, $"uid-{++uids}");
}
