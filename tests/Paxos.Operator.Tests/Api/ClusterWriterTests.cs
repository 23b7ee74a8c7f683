using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Tests.Api;

public sealed class ClusterWriterTests
{
    [Theory]
    [InlineData("minimal.yaml")]
    [InlineData("documented.yaml")]
    public void What_is_written_reads_as_the_same_resource(string sample)
    {
        var cluster = Samples.Valid(Samples.Read(sample));

        var written = ClusterWriter.Write(cluster);

        Assert.Equal(cluster, Samples.Valid(written));
        Assert.Equal(written, ClusterWriter.Write(Samples.Valid(written)));
    }

    [Fact]
    public void Fields_come_in_the_order_of_the_schema_and_keys_in_their_own_without_what_has_its_default()
    {
        var cluster = Samples.Valid(Samples.With(
            """
            paused: true
            podTemplate: {labels: {zone: "1", app: "yes"}}
            learners: {storage: {storageClassName: fast, size: 20Gi}, replicas: 2}
            placement: {acceptorNodes: [c, a, b]}
            consensus: {heartbeatMilliseconds: 100, trimCopies: 1}
            """));

        var written = ClusterWriter.Write(cluster);

        Assert.Equal(
            """
            apiVersion: paxos.dev/v1alpha1
            kind: PaxosCluster
            metadata:
              name: orders
            spec:
              version: "0.1.0"
              image:
                repository: paxos-node
              acceptors:
                storage:
                  size: "1Gi"
              learners:
                storage:
                  size: "20Gi"
                  storageClassName: fast
              consensus:
                trimCopies: 1
              placement:
                acceptorNodes:
                - c
                - a
                - b
              podTemplate:
                labels:
                  app: "yes"
                  zone: "1"
              paused: true

            """,
            written);
    }
}
