namespace Paxos.Linearizability.General;

/// <summary>What the rest of a search depends on.</summary>
/// <param name="Linearized">The calls that have their place.</param>
/// <param name="State">The state after them.</param>
internal readonly record struct Configuration<TState>(LinearizedSet Linearized, TState State)
    where TState : IEquatable<TState>;
