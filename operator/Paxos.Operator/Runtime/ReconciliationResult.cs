using k8s;
using k8s.Models;

namespace Paxos.Operator.Runtime;

/// <summary>How a call of a controller ended, and when it wants to be called again.</summary>
/// <typeparam name="TEntity">The kind of resource.</typeparam>
internal sealed record ReconciliationResult<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity) => Entity = entity;

    /// <summary>The resource.</summary>
    public TEntity Entity { get; }

    /// <summary>Whether it went well. If not, it is tried again without end, ever more slowly.</summary>
    public bool IsSuccess => ErrorMessage is null;

    /// <summary>What went wrong; null when it went well.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>The cause, where there is one.</summary>
    public Exception? Error { get; private init; }

    /// <summary>When to call again at the latest; null to wait for a change or the next full pass.</summary>
    public TimeSpan? RequeueAfter { get; private init; }

    /// <summary>It went well.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity) { RequeueAfter = requeueAfter };

    /// <summary>It did not go well; without a time the queue's own back-off decides when to try again.</summary>
    public static ReconciliationResult<TEntity> Failure(
        TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity) { ErrorMessage = errorMessage, Error = error, RequeueAfter = requeueAfter };
}
