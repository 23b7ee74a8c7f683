using System.Text.Json.Nodes;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Tests.Api;

public sealed class ApiReaderTests
{
    private const string Resource = """
        { "apiVersion": "paxos.dev/v1alpha1", "kind": "PaxosCluster",
          "metadata": {
            "name": "orders", "namespace": "prod", "uid": "u-1", "generation": 7, "resourceVersion": "42",
            "creationTimestamp": "2026-01-02T03:04:05Z", "managedFields": [{"manager": "kubectl"}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\"a\": 1}"}
          },
          "spec": {"version": "0.1.0", "image": {"repository": "paxos-node"},
            "acceptors": {"storage": {"size": "1Gi"}, "resources": {"requests": {"cpu": 1}}}},
          "status": {"observedGeneration": 6, "clusterId": "00ab", "later": true,
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-02T03:04:06Z"}]} }
        """;

    [Fact]
    public void What_only_the_server_writes_is_taken_over()
    {
        var (cluster, reading) = ApiReader.Read(JsonNode.Parse(Resource)!.AsObject());

        Assert.Empty(reading.Errors);
        Assert.Same(cluster, reading.Cluster);
        Assert.Equal(("orders", "prod", "u-1", 7, "42"), (cluster.Metadata.Name, cluster.Metadata.Namespace, cluster.Metadata.Uid,
            cluster.Metadata.Generation, cluster.Metadata.ResourceVersion));
        Assert.Equal("1", cluster.Spec.Acceptors.Resources.Requests.Cpu.Text);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), cluster.Metadata.CreationTimestamp);
        Assert.Null(cluster.Metadata.DeletionTimestamp);
        Assert.Equal((6, "00ab"), (cluster.Status.ObservedGeneration, cluster.Status.ClusterId));
        Assert.Equal(6, cluster.Status.Conditions.Single().LastTransitionTime.Second);
    }

    [Fact]
    public void A_wrong_spec_is_told_and_who_it_was_is_still_known()
    {
        var resource = JsonNode.Parse(Resource)!.AsObject();
        resource["spec"]!["backup"] = new JsonObject();

        var (cluster, reading) = ApiReader.Read(resource);

        Assert.Null(reading.Cluster);
        Assert.Contains("spec has no field 'backup'", Assert.Single(reading.Errors).Text, StringComparison.Ordinal);
        Assert.Equal(("u-1", 6), (cluster.Metadata.Uid, cluster.Status.ObservedGeneration));
    }

    [Fact]
    public void A_status_reads_back_as_it_was_written()
    {
        var status = new ClusterStatus
        {
            ObservedGeneration = 3,
            Leader = new LeaderStatus { Name = "proposer1", Ballot = "0.4.1" },
            Acceptors = new AcceptorsStatus { Desired = 3, Ready = 3, Voting = 3, FaultTolerance = 1, Summary = "3/3" },
            Members = [new MemberStatus { Id = "acceptor1", Role = "acceptor", State = "Ready", Ready = true }],
            Conditions = [new StatusCondition { Type = "Ready", Status = "True", LastTransitionTime = DateTimeOffset.UnixEpoch }],
        };

        var written = StatusJson.Write(status);

        Assert.Equal(written.ToJsonString(), StatusJson.Write(StatusJson.Read(written)).ToJsonString());
        Assert.Equal("1970-01-01T00:00:00Z", (string)written["conditions"]![0]!["lastTransitionTime"]!);
        Assert.False(written.ContainsKey("clusterId"));
        Assert.Equal(new ClusterStatus().ObservedGeneration, StatusJson.Read(null).ObservedGeneration);
    }
}
