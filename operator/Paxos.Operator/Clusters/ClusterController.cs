using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Planning;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Client;

namespace Paxos.Operator.Clusters;

/// <summary>One pass over a cluster: look, plan, act, and say how it is. Nothing is remembered between passes.</summary>
internal sealed class ClusterController(
    IKubernetesClient client, ClusterObserver observer, ActionRunner actions, TransitionEvents events, TimeProvider time)
    : IEntityController<ClusterResource>
{
    /// <summary>Nodes say nothing by themselves: while something is under way they are asked this often.</summary>
    private static readonly TimeSpan WhileChanging = TimeSpan.FromSeconds(2);

    /// <summary>And this often while all is well; what pods are is watched all the time.</summary>
    private static readonly TimeSpan WhileSettled = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<ClusterResource>> ReconcileAsync(ClusterResource entity, CancellationToken cancellationToken)
    {
        var (cluster, reading) = entity.Read();
        IReadOnlyList<Finding> errors = [.. reading.Errors];
        if (errors.Count > 0)
        {
            await TellAsync(entity, cluster, StatusReport.OfRefused(cluster, errors, time.GetUtcNow()), cancellationToken);
            return ReconciliationResult<ClusterResource>.Success(entity);
        }

        var observed = await observer.SeenAsync(ObjectKey.Of(entity), cancellationToken);
        var view = ClusterView.Of(cluster, observed, time.GetUtcNow());
        var plan = Planner.Plan(view);
        var (done, failures) = await actions.RunAsync(cluster, observed, plan, cancellationToken);
        await events.DoneAsync(entity, done, cancellationToken);
        if (entity.Metadata.DeletionTimestamp is null)
        {
            await TellAsync(entity, cluster, StatusReport.Of(view, plan.After(failures, view)), cancellationToken);
        }

        return failures.Count == 0
            ? ReconciliationResult<ClusterResource>.Success(entity, plan.IsSettled ? WhileSettled : WhileChanging)
            : await FailedAsync(entity, failures, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<ClusterResource>> DeletedAsync(ClusterResource entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<ClusterResource>.Success(entity));

    private async Task<ReconciliationResult<ClusterResource>> FailedAsync(
        ClusterResource entity, IReadOnlyList<string> failures, CancellationToken cancellationToken)
    {
        var text = string.Join(" ", failures);
        await events.FailedAsync(entity, text, cancellationToken);
        return ReconciliationResult<ClusterResource>.Failure(entity, text);
    }

    private async Task TellAsync(ClusterResource entity, PaxosCluster cluster, ClusterStatus status, CancellationToken cancellationToken)
    {
        if (await client.UpdateStatusAsync(entity, entity.Status, StatusJson.Write(status), cancellationToken))
        {
            await events.ChangedAsync(entity, cluster.Status, status, cancellationToken);
        }
    }
}
