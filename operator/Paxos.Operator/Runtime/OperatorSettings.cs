namespace Paxos.Operator.Runtime;

/// <summary>How the runtime behaves. The defaults are for production.</summary>
internal sealed record OperatorSettings
{
    /// <summary>The operator's name: field manager, name of the lease, source of events.</summary>
    public string Name { get; init; } = "paxos-operator";

    /// <summary>The namespace that is watched; null for all of them.</summary>
    public string? WatchedNamespace { get; init; }

    /// <summary>The namespace of the operator itself, where the lease is.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Who this instance is, among those of one name: the pod's name.</summary>
    public string Identity { get; init; } = Environment.MachineName;

    /// <summary>Who may act.</summary>
    public LeaderElectionType LeaderElection { get; init; } = LeaderElectionType.Single;

    /// <summary>How long the others wait for a leader that is silent.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long without a renewal a leader ends; below <see cref="LeaseDuration"/>: before another one begins.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the lease is renewed, or asked for.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Resources that are worked on at a time.</summary>
    public int MaxParallelReconciliations { get; init; } = 4;

    /// <summary>How long one call of a controller may take; a call that hangs would keep its resource for ever.</summary>
    public TimeSpan ReconciliationTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    public TimeSpan ErrorBackoffBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after failures; the number of tries has no bound.</summary>
    public TimeSpan ErrorBackoffMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often every resource is looked at without a reason, give or take a fifth: it finds what no watch tells.</summary>
    public TimeSpan FullPassInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a watch is asked to last; each end is followed by a list.</summary>
    public TimeSpan WatchDuration { get; init; } = TimeSpan.FromSeconds(290);

    /// <summary>After how long a watch that says nothing is taken for dead: its own duration and some more.</summary>
    public TimeSpan WatchIdleMax { get; init; } = TimeSpan.FromSeconds(330);

    /// <summary>How long any other request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a list the process calls itself dead, so that it is started again.</summary>
    public TimeSpan ListAgeMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c> are served; 0 for any free port, null for nowhere.</summary>
    public int? HealthPort { get; init; } = 8080;
}
