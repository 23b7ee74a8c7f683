namespace Paxos.Operator.Runtime.Client;

/// <summary>A list of objects.</summary>
/// <typeparam name="TEntity">Their kind.</typeparam>
/// <param name="Items">The objects.</param>
/// <param name="Version">The version that it shows; a watch goes on from there.</param>
internal sealed record EntityList<TEntity>(IReadOnlyList<TEntity> Items, string Version);
