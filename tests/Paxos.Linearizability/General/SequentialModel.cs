namespace Paxos.Linearizability.General;

/// <summary>
/// What an object does when its calls come one after another. States are values: a step makes a new one, and two that are equal
/// behave alike for ever.
/// </summary>
/// <typeparam name="TCall">The calls that it knows.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
internal abstract class SequentialModel<TCall, TState>
    where TCall : Call
    where TState : IEquatable<TState>
{
    /// <summary>The state before any call.</summary>
    public abstract TState Initial { get; }

    /// <summary>
    /// Which object a call belongs to. A history is linearizable when the part of each object is (Herlihy and Wing, 1990,
    /// theorem 1), and parts are checked one by one.
    /// </summary>
    public virtual string PartOf(TCall call) => string.Empty;

    /// <summary>Does a call in a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="call">The call; a pending one may have any answer.</param>
    /// <param name="next">The state after it.</param>
    /// <returns>Whether its answer is the one that it has in this state.</returns>
    public abstract bool TryStep(TState state, TCall call, out TState next);

    /// <summary>The state, for people.</summary>
    public abstract string Describe(TState state);
}
