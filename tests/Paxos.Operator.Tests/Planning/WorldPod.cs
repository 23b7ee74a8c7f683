using k8s.Models;
using Paxos.Operator.Api;

namespace Paxos.Operator.Tests.Planning;

/// <summary>How a pod is.</summary>
internal enum PodState
{
    /// <summary>Its container does not run yet.</summary>
    Starting,

    /// <summary>It does its work.</summary>
    Ready,

    /// <summary>It runs, votes and answers, and is not ready.</summary>
    Unready,

    /// <summary>It runs for all that Kubernetes knows, and does not answer.</summary>
    Silent,

    /// <summary>It crashes again and again.</summary>
    Crashing,

    /// <summary>Its image cannot be pulled.</summary>
    NoImage,

    /// <summary>No host takes it.</summary>
    NoHost,

    /// <summary>It is being deleted.</summary>
    Terminating,
}

/// <summary>A pod of <see cref="PlanWorld"/>.</summary>
internal sealed class WorldPod(string name, string uid, V1PodTemplateSpec template, DateTimeOffset created)
{
    private readonly DateTimeOffset created = created;
    private DateTimeOffset since = created;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its identity.</summary>
    public string Uid { get; } = uid;

    /// <summary>The node's name.</summary>
    public string Node => Role == NodeNames.Acceptor
        ? template.Metadata.Labels[ClusterLabels.Node]
        : Role + Name[(Name.LastIndexOf('-') + 1)..];

    /// <summary>Its role.</summary>
    public string Role => template.Metadata.Labels[ClusterLabels.Role];

    /// <summary>Its version.</summary>
    public string Version => template.Metadata.Labels[ClusterLabels.Version];

    /// <summary>How it is.</summary>
    public PodState State { get; private set; } = PodState.Starting;

    /// <summary>Whether its disk is empty though the cluster is formed.</summary>
    public bool IsBlank { get; set; }

    /// <summary>Whether its program runs.</summary>
    public bool IsRunning => State is PodState.Ready or PodState.Unready or PodState.Silent;

    /// <summary>Whether it answers.</summary>
    public bool IsHeard => State is PodState.Ready or PodState.Unready;

    /// <summary>Changes how it is.</summary>
    public void Set(PodState state, DateTimeOffset now)
    {
        State = state;
        since = now;
    }

    /// <summary>As an API server gives it.</summary>
    public V1Pod ToPod() => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            Name = Name,
            Uid = Uid,
            Labels = template.Metadata.Labels,
            Annotations = template.Metadata.Annotations,
            CreationTimestamp = created.UtcDateTime,
            DeletionTimestamp = State == PodState.Terminating ? since.UtcDateTime : null,
        },
        Spec = new V1PodSpec { NodeName = "host1", Containers = template.Spec.Containers },
        Status = new V1PodStatus
        {
            Phase = IsRunning ? "Running" : "Pending",
            Conditions = Conditions(),
            ContainerStatuses = State == PodState.NoHost ? null : [new V1ContainerStatus { Name = "node", State = ContainerState() }],
        },
    };

    private List<V1PodCondition> Conditions()
    {
        var conditions = new List<V1PodCondition>
        {
            new()
            {
                Type = "Ready",
                Status = State == PodState.Ready && !IsBlank ? "True" : "False",
                LastTransitionTime = since.UtcDateTime,
            },
        };
        if (State == PodState.NoHost)
        {
            conditions.Add(new V1PodCondition { Type = "PodScheduled", Status = "False", Message = "0/3 nodes are available." });
        }

        return conditions;
    }

    private V1ContainerState ContainerState() => State switch
    {
        PodState.Crashing => Waiting("CrashLoopBackOff"),
        PodState.NoImage => Waiting("ImagePullBackOff"),
        PodState.Starting => Waiting("ContainerCreating"),
        _ => new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = created.UtcDateTime } },
    };

    private static V1ContainerState Waiting(string reason) => new() { Waiting = new V1ContainerStateWaiting { Reason = reason } };
}
