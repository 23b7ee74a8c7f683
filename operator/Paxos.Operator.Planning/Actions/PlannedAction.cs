using k8s;
using k8s.Models;

namespace Paxos.Operator.Planning.Actions;

/// <summary>One thing to do. Actions of a plan do not depend on each other: one that fails hinders no other.</summary>
/// <param name="Reason">Why, as one word for events.</param>
public abstract record PlannedAction(string Reason)
{
    /// <summary>What it is done to, such as <c>Pod/orders-learner-1</c>.</summary>
    public abstract string Subject { get; }

    /// <summary>What is done, to what, and why: for logs and reviewed plans.</summary>
    public sealed override string ToString() => $"{GetType().Name} {Subject} ({Reason})";
}

/// <summary>Applies an object, all of it, by server-side apply.</summary>
/// <param name="Target">The object.</param>
/// <param name="IsNew">
/// Whether there is none yet. Then conflicts are not to be forced: an object of that name that is not ours must not be taken over.
/// </param>
/// <param name="Reason">Why.</param>
public sealed record ApplyObject(IKubernetesObject<V1ObjectMeta> Target, bool IsNew, string Reason) : PlannedAction(Reason)
{
    /// <inheritdoc/>
    public override string Subject => $"{Target.Kind}/{Target.Metadata.Name}";
}

/// <summary>Makes a disk larger, by applying its claim with the new size; the storage class may refuse it.</summary>
/// <param name="Target">The claim with its new size.</param>
/// <param name="Reason">Why.</param>
public sealed record GrowClaim(V1PersistentVolumeClaim Target, string Reason) : PlannedAction(Reason)
{
    /// <inheritdoc/>
    public override string Subject => $"{Target.Kind}/{Target.Metadata.Name}";
}

/// <summary>Deletes an object that is no longer wanted, if it is still this very one.</summary>
/// <param name="Target">The object as it was read.</param>
/// <param name="Reason">Why.</param>
public sealed record DeleteObject(IKubernetesObject<V1ObjectMeta> Target, string Reason) : PlannedAction(Reason)
{
    /// <inheritdoc/>
    public override string Subject => $"{Target.Kind}/{Target.Metadata.Name}";
}

/// <summary>
/// Deletes a pod, so that its workload makes it anew with the wanted template; only if it is still this very one. Before it is done, pods
/// and nodes are to be read once more, past every cache, and the plan must still have it.
/// </summary>
/// <param name="Node">The node's name.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Uid">The pod's identity.</param>
/// <param name="Reason">Why.</param>
public sealed record DeletePod(string Node, string Pod, string Uid, string Reason) : PlannedAction(Reason)
{
    /// <inheritdoc/>
    public override string Subject => $"Pod/{Pod}";
}

/// <summary>Asks the leading proposer to hand its office over.</summary>
/// <param name="Leader">The leading node.</param>
/// <param name="Pod">Its pod.</param>
/// <param name="Target">The node that should lead next.</param>
/// <param name="Reason">Why.</param>
public sealed record HandOver(string Leader, string Pod, string Target, string Reason) : PlannedAction(Reason)
{
    /// <inheritdoc/>
    public override string Subject => $"Pod/{Pod}";
}
