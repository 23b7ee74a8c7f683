using System.Globalization;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Planning.Observing;

/// <summary>
/// How many learners there are to be now. More come at once. Fewer come one by one, and only when those that stay hold everything that
/// acceptors have forgotten: acceptors forget what some learners hold in durable snapshots, and these need not be the ones that stay.
/// </summary>
/// <param name="Replicas">The number now.</param>
/// <param name="Obstacle">Why there are still more than the spec wants; empty when nothing hinders.</param>
public sealed record LearnerScaling(int Replicas, string Obstacle)
{
    /// <summary>Decides it.</summary>
    public static LearnerScaling Next(PaxosCluster cluster, Observed observed)
    {
        var wanted = cluster.Spec.Learners.Replicas;
        var workload = new NodeSlot(cluster.Metadata.Name, NodeNames.Learner, 1).Workload;
        if (observed.Find<V1StatefulSet>(workload)?.Spec?.Replicas is not { } current || current <= wanted)
        {
            return new LearnerScaling(wanted, "");
        }

        var obstacle = ObstacleTo(cluster, observed, current);
        return new LearnerScaling(obstacle.Length == 0 ? current - 1 : current, obstacle);
    }

    private static string ObstacleTo(PaxosCluster cluster, Observed observed, int current)
    {
        var leaving = new NodeSlot(cluster.Metadata.Name, NodeNames.Learner, current + 1);
        if (observed.Pods.Any(pod => pod.Metadata.Name == leaving.Pod))
        {
            return $"{leaving.Name} is still stopping.";
        }

        var forgotten = 0L;
        foreach (var acceptor in NodeSlot.Of(cluster, NodeNames.Acceptor, cluster.Spec.Acceptors.Replicas))
        {
            if (observed.ReportOf(acceptor.Name)?.Acceptor is not { } report)
            {
                return $"{acceptor.Name} does not say what it has forgotten.";
            }

            forgotten = Math.Max(forgotten, report.TrimmedTo);
        }

        foreach (var staying in NodeSlot.Of(cluster, NodeNames.Learner, current - 1))
        {
            if (observed.ReportOf(staying.Name) is not { Ready: true, Learner: { } learner })
            {
                return $"{staying.Name}, which stays, is not ready.";
            }

            if (learner.SnapshotSlot < forgotten)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{staying.Name}, which stays, has a snapshot to slot {learner.SnapshotSlot}, and acceptors forgot to slot "
                        + $"{forgotten}.");
            }
        }

        return "";
    }
}
