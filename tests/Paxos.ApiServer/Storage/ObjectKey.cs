namespace Paxos.ApiServer.Storage;

/// <summary>Where an object stands among those of its kind, in the order of lists.</summary>
/// <param name="Namespace">The namespace; empty for objects of the whole cluster.</param>
/// <param name="Name">The name.</param>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <inheritdoc/>
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }
}
