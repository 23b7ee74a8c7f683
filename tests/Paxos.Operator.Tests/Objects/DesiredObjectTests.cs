using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Tests.Objects;

/// <summary>What holds of the objects of every resource.</summary>
public sealed class DesiredObjectTests
{
    public static TheoryData<string> Names => ResourceCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_pod_is_restricted_and_has_no_token_and_no_service_links(string name)
    {
        foreach (var pod in Workloads(ResourceCase.Read(name)).Select(workload => workload.Spec.Template.Spec))
        {
            var container = Assert.Single(pod.Containers);

            Assert.False(pod.AutomountServiceAccountToken);
            Assert.False(pod.EnableServiceLinks);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal(10_001, pod.SecurityContext.RunAsUser);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_selector_finds_the_pods_of_its_own_role_and_none_else(string name)
    {
        var workloads = Workloads(ResourceCase.Read(name));

        foreach (var workload in workloads)
        {
            var found = workloads.Where(other => workload.Spec.Selector.MatchLabels.All(label =>
                other.Spec.Template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value));

            Assert.Equal([workload.Metadata.Name], found.Select(other => other.Metadata.Name));
        }
    }

    [Fact]
    public void Pods_start_together_and_only_the_operator_replaces_those_that_run() =>
        Assert.All(Workloads(ResourceCase.Read("documented")), workload =>
        {
            Assert.Equal("OnDelete", workload.Spec.UpdateStrategy.Type);
            Assert.Equal("Parallel", workload.Spec.PodManagementPolicy);
        });

    [Theory]
    [InlineData(ReclaimPolicy.Retain, false)]
    [InlineData(ReclaimPolicy.Delete, true)]
    public void Only_a_disk_that_is_to_be_deleted_belongs_to_the_resource(ReclaimPolicy policy, bool owned)
    {
        var cluster = ResourceCase.Stored("documented");
        var storage = cluster.Spec.Acceptors.Storage with { ReclaimPolicy = policy };
        cluster = cluster with { Spec = cluster.Spec with { Acceptors = cluster.Spec.Acceptors with { Storage = storage } } };

        var objects = DesiredObjects.Of(cluster);

        Assert.All(objects, made => Assert.Equal(
            made is not V1PersistentVolumeClaim || (owned && made.Metadata.Name.Contains("acceptor", StringComparison.Ordinal)),
            made.Metadata.OwnerReferences is not null));
    }

    [Fact]
    public void An_acceptor_has_its_own_claim_and_a_learner_the_one_that_its_workload_names()
    {
        var cluster = ResourceCase.Read("documented");
        var claims = DesiredObjects.Of(cluster).OfType<V1PersistentVolumeClaim>().Select(claim => claim.Metadata.Name);
        var mounted = Workloads(cluster).SelectMany(workload => workload.Spec.Template.Spec.Volumes)
            .Select(volume => volume.PersistentVolumeClaim?.ClaimName)
            .OfType<string>();
        var learner = Workloads(cluster).Single(workload => workload.Metadata.Name == "paxos-learner");
        var named = Enumerable.Range(learner.Spec.Ordinals.Start!.Value, learner.Spec.Replicas!.Value)
            .Select(number => $"{learner.Spec.VolumeClaimTemplates[0].Metadata.Name}-{learner.Metadata.Name}-{number}");

        Assert.Equal(claims, mounted.Concat(named));
    }

    [Fact]
    public void Scaling_changes_no_template()
    {
        var cluster = ResourceCase.Read("documented");
        var scaled = cluster with
        {
            Spec = cluster.Spec with
            {
                Proposers = cluster.Spec.Proposers with { Replicas = 5 },
                Learners = cluster.Spec.Learners with { Replicas = 4 },
                Clients = cluster.Spec.Clients with { Replicas = 7 },
            },
        };

        Assert.Equal(Hashes(cluster), Hashes(scaled));
    }

    [Fact]
    public void A_single_acceptor_lets_its_host_be_drained()
    {
        var cluster = ResourceCase.Read("minimal");
        cluster = cluster with { Spec = cluster.Spec with { Acceptors = cluster.Spec.Acceptors with { Replicas = 1 } } };

        Assert.DoesNotContain(
            DesiredObjects.Of(cluster).OfType<V1PodDisruptionBudget>(), budget => budget.Metadata.Name == "minimal-acceptor");
    }

    [Fact]
    public void Every_name_and_label_fits_where_the_clusters_name_is_as_long_as_can_be()
    {
        var name = new string('a', ClusterMetadata.NameLengthMax);
        var cluster = ResourceCase.Read("minimal");
        cluster = cluster with
        {
            Metadata = cluster.Metadata with { Name = name },
            Spec = cluster.Spec with
            {
                Acceptors = cluster.Spec.Acceptors with { Replicas = 9 },
                Clients = cluster.Spec.Clients with { Replicas = 100 },
            },
        };

        // Kubernetes labels each pod of a workload with its name, a hyphen and ten characters of a revision.
        const int Revision = 11;
        Assert.All(DesiredObjects.Of(cluster), made => Assert.InRange(made.Metadata.Name.Length, 1, 63));
        Assert.All(Workloads(cluster), workload => Assert.InRange(workload.Metadata.Name.Length, 1, 63 - Revision));
        Assert.All(NodeSlot.All(cluster), slot => Assert.InRange(slot.Pod.Length, 1, 63));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_object_has_kind_name_and_the_clusters_label(string name)
    {
        var cluster = ResourceCase.Read(name);
        var objects = DesiredObjects.Of(cluster);

        Assert.All(objects, made =>
        {
            Assert.NotNull(((IKubernetesObject)made).ApiVersion);
            Assert.Equal(cluster.Metadata.Name, made.Metadata.Labels[ClusterLabels.Cluster]);
            Assert.NotNull(made.Metadata.Annotations[ObjectMetadata.AppliedHash]);
        });
        Assert.Equal(objects.Count, objects.Select(made => (made.Kind, made.Metadata.Name)).Distinct().Count());
    }

    private static List<V1StatefulSet> Workloads(PaxosCluster cluster) => [.. DesiredObjects.Of(cluster).OfType<V1StatefulSet>()];

    private static IEnumerable<string> Hashes(PaxosCluster cluster) =>
        Workloads(cluster).Select(workload => workload.Spec.Template.Metadata.Annotations[ObjectMetadata.TemplateHash]);
}
