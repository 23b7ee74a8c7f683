namespace Paxos.Protocol;

/// <summary>The address of one role in one process: the process's name and the role in it.</summary>
/// <param name="Name">The process's name, unique in the cluster, such as <c>acceptor2</c>; at most 63 characters.</param>
/// <param name="Role">Which of the process's roles.</param>
public readonly record struct NodeId(string Name, Role Role) : IComparable<NodeId>
{
    /// <summary>The process around the roles: requests come from it and answers go to it. Never on the wire.</summary>
    public static NodeId Host => new(string.Empty, default);

    /// <summary>Orders by name (ordinal), then by role.</summary>
    public int CompareTo(NodeId other)
    {
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : Role.CompareTo(other.Role);
    }

    /// <summary><c>name/role</c>, for example <c>acceptor2/Acceptor</c>.</summary>
    public override string ToString() => $"{Name}/{Role}";
}
