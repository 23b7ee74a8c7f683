using Paxos.Protocol.Store;

namespace Paxos.Linearizability.Models;

/// <summary>
/// A state of the whole store as a value: the writes that led to it, and all that can ever be read from it.
/// </summary>
internal sealed class StoreState : IEquatable<StoreState>
{
    private readonly string content;

    private StoreState(IReadOnlyList<Operation> executed, ModelStore store)
    {
        Executed = executed;
        content = $"{store.Revision} {store.CompactRevision} " + string.Join(
            ' ',
            store.Versions.Select(version =>
                $"{ModelStore.Text(version.Key)}={ModelStore.Text(version.Value)}@{version.ModRevision}.{version.Version}"));
    }

    /// <summary>Nothing was written.</summary>
    public static StoreState Empty { get; } = new([], new ModelStore());

    /// <summary>What led here, in order.</summary>
    public IReadOnlyList<Operation> Executed { get; }

    /// <summary>Does one more operation.</summary>
    /// <returns>The answer, and the state after it.</returns>
    public (OperationResult Result, StoreState Next) Execute(Operation operation)
    {
        var store = new ModelStore();
        foreach (var earlier in Executed)
        {
            store.Execute(earlier);
        }

        var result = store.Execute(operation);
        return (result, operation is RangeOperation ? this : new StoreState([.. Executed, operation], store));
    }

    /// <inheritdoc/>
    public bool Equals(StoreState? other) => other is not null && string.Equals(content, other.content, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StoreState);

    /// <inheritdoc/>
    public override int GetHashCode() => content.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => content;
}
