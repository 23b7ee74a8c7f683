using Paxos.Operator.Api.Validation;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Tests.Api;

public sealed class ClusterRulesTests
{
    private const string Digits = "acceptors: {storage: {size: 1Gi}, replicas: ";

    [Theory]
    [InlineData(Digits + "0}", "range", "spec.acceptors.replicas must be a whole number from 1 to 9. It is 0.")]
    [InlineData(Digits + "-3}", "range", "spec.acceptors.replicas must be a whole number from 1 to 9. It is -3.")]
    [InlineData(Digits + "10}", "range", "spec.acceptors.replicas must be a whole number from 1 to 9. It is 10.")]
    [InlineData(Digits + "11}", "range", "spec.acceptors.replicas must be a whole number from 1 to 9. It is 11.")]
    [InlineData("proposers: {replicas: 0}", "range", "spec.proposers.replicas must be a whole number from 1 to 9. It is 0.")]
    [InlineData("learners: {replicas: -1}", "range", "spec.learners.replicas must be a whole number from 1 to 32. It is -1.")]
    [InlineData("clients: {replicas: 101}", "range", "spec.clients.replicas must be a whole number from 1 to 100. It is 101.")]
    [InlineData("clients: {replicas: 99999999999999999999}", "type", "spec.clients.replicas must be a whole number from 1 to 100. It is 99999999999999999999.")]
    [InlineData(Digits + "4}", "acceptors-odd", "spec.acceptors.replicas must be odd: an even number survives no more failures than one fewer. It is 4; spec.acceptors.allowEven: true takes it.")]
    [InlineData("consensus: {trimCopies: 3}", "trim-copies", "spec.consensus.trimCopies must be at most spec.learners.replicas, or acceptors never forget and their disks fill. They are 3 and 2.")]
    [InlineData("consensus: {heartbeatMilliseconds: 200}", "election-heartbeats", "spec.consensus.electionMinimumMilliseconds must be at least four times spec.consensus.heartbeatMilliseconds, so that one lost frame deposes nobody. They are 500 and 200.")]
    [InlineData("consensus: {electionMaximumMilliseconds: 500}", "election-range", "spec.consensus.electionMaximumMilliseconds must be above spec.consensus.electionMinimumMilliseconds, so that two proposers seldom campaign together. They are 500 and 500.")]
    [InlineData("gossip: {ackTimeoutMilliseconds: 500}", "gossip-ack", "spec.gossip.ackTimeoutMilliseconds must be below spec.gossip.probeIntervalMilliseconds, so that others can still try within the interval. They are 500 and 500.")]
    [InlineData("acceptors: {storage: {size: 255Mi}}", "storage-size", "spec.acceptors.storage.size must be at least 256Mi: 4 files of the journal (spec.consensus.journalSegmentMebibytes is 64). It is 255Mi.")]
    [InlineData("learners: {storage: {size: 1M}}", "storage-size", "spec.learners.storage.size must be at least 256Mi")]
    [InlineData("clients: {resources: {limits: {memory: 64Mi}}}", "requests-limits", "spec.clients.resources.limits.memory must be at least spec.clients.resources.requests.memory, which is reserved. They are 64Mi and 128Mi.")]
    [InlineData("learners: {resources: {requests: {cpu: 2}, limits: {cpu: 1999m}}}", "requests-limits", "spec.learners.resources.limits.cpu must be at least spec.learners.resources.requests.cpu, which is reserved. They are 1999m and 2.")]
    [InlineData("publish: {webFrom: 6000, clientFrom: 6008}", "ports-collide", "spec.publish.clientFrom must leave the pages' ports alone. They are 6008–6009 for the client nodes and 6000–6008 for the pages (spec.publish.webFrom).")]
    [InlineData("publish: {webFrom: 6002, clientFrom: 6001}", "ports-collide", "They are 6001–6002 for the client nodes and 6002–6010 for the pages")]
    [InlineData("publish: {webFrom: 65528}", "ports-end", "spec.publish.webFrom must leave room for 9 ports up to 65535. It is 65528.")]
    [InlineData("publish: {clientFrom: 2376}", "ports-reserved", "spec.publish.clientFrom must not lead over port 2377, which Swarm itself listens on. It is 2376, for 2376–2377.")]
    [InlineData("publish: {mode: Ingress}", "ingress-endpoint", "spec.publish.endpointMode must be VirtualIP where spec.publish.mode is Ingress: the routing mesh leads to virtual addresses. It is DnsRoundRobin.")]
    [InlineData("placement: {acceptorNodes: [a, b]}", "hosts-count", "spec.placement.acceptorNodes must name one host for each node, 3 (spec.acceptors.replicas), or none. It names 2.")]
    [InlineData("placement: {learnerNodes: [a, b, c]}", "hosts-count", "spec.placement.learnerNodes must name one host for each node, 2 (spec.learners.replicas), or none. It names 3.")]
    [InlineData("placement: {acceptorNodes: [a, b, a], acceptorSpread: Required}", "acceptor-hosts", "spec.placement.acceptorNodes must name a host once where spec.placement.acceptorSpread is Required. 'a' is named again.")]
    [InlineData("podTemplate: {labels: {paxos.dev/role: boss}}", "reserved-keys", "A key of spec.podTemplate.labels must not begin with paxos.dev/ or com.docker.: those are the tools' own. It is 'paxos.dev/role'.")]
    [InlineData("podTemplate: {annotations: {com.docker.stack: x}}", "reserved-keys", "It is 'com.docker.stack'.")]
    public void A_broken_rule_is_told_once_with_path_value_and_rule(string lines, string rule, string text)
    {
        var reading = ClusterReader.Read(Samples.With(lines));

        Assert.Null(reading.Cluster);
        var finding = Assert.Single(reading.Findings);
        Assert.Equal((Severity.Error, rule), (finding.Severity, finding.Rule));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
        Assert.Contains(finding.Value, finding.Text, StringComparison.Ordinal);
        Assert.NotNull(finding.Position);
    }

    [Theory]
    [InlineData("acceptors: {replicas: 4, allowEven: true, storage: {size: 1Gi}}", "acceptors-odd", "spec.acceptors.replicas is 4: an even number survives 1 failures, as 3 do.")]
    [InlineData("acceptors: {replicas: 1, storage: {size: 1Gi}}", "survives-failures", "spec.acceptors.replicas is 1: the loss of that disk loses everything.")]
    [InlineData("proposers: {replicas: 1}", "survives-failures", "while it restarts nothing can be written")]
    [InlineData("learners: {replicas: 1}", "survives-failures", "the loss of its disk loses that")]
    [InlineData("placement: {acceptorNodes: [a, b, a]}", "acceptor-hosts", "names 'a' again: its loss takes several acceptors")]
    public void What_is_risky_is_a_warning(string lines, string rule, string text)
    {
        var reading = ClusterReader.Read(Samples.With(lines));

        Assert.NotNull(reading.Cluster);
        var finding = Assert.Single(reading.Findings);
        Assert.Equal((Severity.Warning, rule), (finding.Severity, finding.Rule));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Digits + "9}")]
    [InlineData("acceptors: {storage: {size: 256Mi}}")]
    [InlineData("consensus: {trimCopies: 2}")]
    [InlineData("consensus: {heartbeatMilliseconds: 125}")]
    [InlineData("consensus: {electionMaximumMilliseconds: 501}")]
    [InlineData("gossip: {ackTimeoutMilliseconds: 499}")]
    [InlineData("publish: {webFrom: 6003, clientFrom: 6001}")]
    [InlineData("publish: {webFrom: 5992, clientFrom: 6001}")]
    [InlineData("publish: {webFrom: 65527}")]
    [InlineData("publish: {clientFrom: 2378}")]
    [InlineData("publish: {mode: Ingress, endpointMode: VirtualIP}")]
    [InlineData("publish: {endpointMode: VirtualIP}")]
    [InlineData("placement: {acceptorNodes: [a, b, c], learnerNodes: [a, a], acceptorSpread: Required}")]
    [InlineData("clients: {resources: {limits: {memory: 128Mi, cpu: 0.1}}}")]
    public void What_just_keeps_a_rule_is_taken(string lines) => Assert.Empty(ClusterReader.Read(Samples.With(lines)).Findings);
}
