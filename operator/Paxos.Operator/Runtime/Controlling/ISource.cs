namespace Paxos.Operator.Runtime.Controlling;

/// <summary>Something that asks for resources of a kind when objects of another kind change; being made is all it needs.</summary>
/// <typeparam name="TEntity">The kind that is asked for.</typeparam>
internal interface ISource<TEntity>;
