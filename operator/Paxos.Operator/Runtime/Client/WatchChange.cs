namespace Paxos.Operator.Runtime.Client;

/// <summary>One line of a watch.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Entity">The object after it; of a bookmark only its version.</param>
internal sealed record WatchChange<TEntity>(WatchChangeKind Kind, TEntity Entity);
