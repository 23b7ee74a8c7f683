namespace Paxos.Operator.Api.Spec;

/// <summary>How strictly nodes are kept apart.</summary>
public enum Spread
{
    /// <summary>Where it can be.</summary>
    Preferred,

    /// <summary>Or not at all.</summary>
    Required,
}
