namespace Paxos.Operator.Api.Spec;

/// <summary>When a host pulls an image.</summary>
public enum PullPolicy
{
    /// <summary>When it has none of that name.</summary>
    IfNotPresent,

    /// <summary>Before each start.</summary>
    Always,

    /// <summary>Never: it must be there.</summary>
    Never,
}
