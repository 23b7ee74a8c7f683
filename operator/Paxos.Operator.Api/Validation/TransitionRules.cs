using System.Globalization;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Api.Validation;

/// <summary>Rules about a change from one spec to the next.</summary>
public static class TransitionRules
{
    /// <summary>Checks a change between two resources that each keep <see cref="ClusterRules"/>.</summary>
    public static IReadOnlyList<Finding> Check(PaxosCluster before, PaxosCluster after)
    {
        var findings = new FindingList();
        var (old, now) = (before.Spec, after.Spec);
        if (old.Acceptors.Replicas != now.Acceptors.Replicas)
        {
            const string Path = "spec.acceptors.replicas";
            findings.Fail("acceptors-fixed", Path, now.Acceptors.Replicas, string.Create(
                CultureInfo.InvariantCulture,
                $"{Path} cannot be changed yet: changing who votes comes in a later version. "
                    + $"It was {old.Acceptors.Replicas}, and is {now.Acceptors.Replicas}."));
        }

        CheckStorage("spec.acceptors.storage", old.Acceptors.Storage, old.Acceptors.Storage.Size, now.Acceptors.Storage,
            now.Acceptors.Storage.Size, findings);
        CheckStorage("spec.learners.storage", old.Learners.Storage, old.Learners.Storage.Size, now.Learners.Storage,
            now.Learners.Storage.Size, findings);
        return findings.All;
    }

    private static void CheckStorage(
        string path, StorageSpec old, Quantity? oldSize, StorageSpec now, Quantity? size, FindingList findings)
    {
        if (size is not null && oldSize is not null && size.Value < oldSize.Value)
        {
            findings.Fail(
                "storage-grows", $"{path}.size", size, $"{path}.size can grow and never shrinks. It was {oldSize}, and is {size}.");
        }

        if (old.StorageClassName != now.StorageClassName)
        {
            var (before, after) = (old.StorageClassName ?? "none", now.StorageClassName ?? "none");
            findings.Fail("storage-class-fixed", $"{path}.storageClassName", after,
                $"{path}.storageClassName cannot be changed: a disk stays of its class. It was {before}, and is {after}.");
        }
    }
}
