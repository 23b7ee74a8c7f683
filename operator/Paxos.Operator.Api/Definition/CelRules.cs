namespace Paxos.Operator.Api.Definition;

/// <summary>
/// All rules that the API server checks. Rules about a change stand on <c>spec</c>, which is always there: on a field that can be left out
/// they would be skipped when it is, and removing it and giving it again would get around them.
/// </summary>
public static class CelRules
{
    private const string Spec = "spec";
    private const string Acceptors = "spec.acceptors.replicas";

    /// <summary>How many nodes there are of all roles.</summary>
    private const string Nodes =
        "(self.proposers.replicas + self.acceptors.replicas + self.learners.replicas + self.clients.replicas)";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CelRule> All { get; } =
    [
        new("name-length", "", "metadata.name", $"size(self.metadata.name) <= {ClusterMetadata.NameLengthMax}",
            $"metadata.name must have at most {ClusterMetadata.NameLengthMax} characters: names of pods and services begin with it.",
            "self.metadata.name") { Twin = "pattern" },
        new("name-form", "", "metadata.name", $"self.metadata.name.matches('{TextRules.LabelPattern}')",
            $"metadata.name must be {TextRules.LabelText}.", "self.metadata.name") { Twin = "pattern" },
        .. Numbers(),
        .. Durations(),
        .. Disks(),
        .. Resources("acceptors"),
        .. Resources("proposers"),
        .. Resources("learners"),
        .. Resources("clients"),
        .. PublishedPorts(),
        .. Hosts(),
        ReservedKeys("labels"),
        ReservedKeys("annotations"),
    ];

    /// <summary>Rules of the validator that have no twin here, each with the reason.</summary>
    public static IReadOnlyList<(string Rule, string Reason)> WithoutTwin { get; } =
    [
        ("survives-failures", "It only warns; the operator tells it as a condition."),
    ];

    private static IEnumerable<CelRule> Numbers() =>
    [
        new("acceptors-odd", Spec, Acceptors, "self.acceptors.allowEven || self.acceptors.replicas % 2 == 1",
            $"{Acceptors} must be odd: an even number survives no more failures than one fewer; spec.acceptors.allowEven: true takes it.",
            "string(self.acceptors.replicas)"),
        new("acceptors-fixed", Spec, Acceptors, "self.acceptors.replicas == oldSelf.acceptors.replicas",
            $"{Acceptors} cannot be changed yet: changing who votes comes in a later version.",
            Pair("oldSelf.acceptors.replicas", "self.acceptors.replicas", " before, now ")),
        new("trim-copies", Spec, "spec.consensus.trimCopies",
            "!has(self.consensus.trimCopies) || self.consensus.trimCopies <= self.learners.replicas",
            "spec.consensus.trimCopies must be at most spec.learners.replicas, or acceptors never forget and their disks fill.",
            Pair("self.consensus.trimCopies", "self.learners.replicas")),
    ];

    private static IEnumerable<CelRule> Durations() =>
    [
        new("election-heartbeats", Spec, "spec.consensus.electionMinimumMilliseconds",
            "self.consensus.electionMinimumMilliseconds >= 4 * self.consensus.heartbeatMilliseconds",
            "spec.consensus.electionMinimumMilliseconds must be at least four times spec.consensus.heartbeatMilliseconds.",
            Pair("self.consensus.electionMinimumMilliseconds", "self.consensus.heartbeatMilliseconds")),
        new("election-range", Spec, "spec.consensus.electionMaximumMilliseconds",
            "self.consensus.electionMaximumMilliseconds > self.consensus.electionMinimumMilliseconds",
            "spec.consensus.electionMaximumMilliseconds must be above spec.consensus.electionMinimumMilliseconds.",
            Pair("self.consensus.electionMaximumMilliseconds", "self.consensus.electionMinimumMilliseconds")),
        new("gossip-ack", Spec, "spec.gossip.ackTimeoutMilliseconds",
            "self.gossip.ackTimeoutMilliseconds < self.gossip.probeIntervalMilliseconds",
            "spec.gossip.ackTimeoutMilliseconds must be below spec.gossip.probeIntervalMilliseconds.",
            Pair("self.gossip.ackTimeoutMilliseconds", "self.gossip.probeIntervalMilliseconds")),
    ];

    private static IEnumerable<CelRule> Disks()
    {
        foreach (var role in new[] { "acceptors", "learners" })
        {
            var storage = $"{role}.storage";
            var size = $"self.{storage}.size";
            const string Least = "quantity(string(4 * self.consensus.journalSegmentMebibytes) + 'Mi')";
            yield return new("storage-size", Spec, $"spec.{storage}.size",
                $"quantity(string({size})).compareTo({Least}) >= 0",
                $"spec.{storage}.size must be at least four times spec.consensus.journalSegmentMebibytes: four files of the journal.",
                Pair(size, "self.consensus.journalSegmentMebibytes"));
            yield return new("storage-grows", Spec, $"spec.{storage}.size",
                $"quantity(string({size})).compareTo(quantity(string(oldSelf.{storage}.size))) >= 0",
                $"spec.{storage}.size can grow and never shrinks.",
                Pair($"oldSelf.{storage}.size", size, " before, now "));
            var kind = $"{storage}.storageClassName";
            yield return new("storage-class-fixed", Spec, $"spec.{kind}",
                $"has(self.{kind}) == has(oldSelf.{kind}) && (!has(self.{kind}) || self.{kind} == oldSelf.{kind})",
                $"spec.{kind} cannot be changed: a disk stays of its class.",
                $"(has(self.{kind}) ? self.{kind} : 'none')");
        }
    }

    private static IEnumerable<CelRule> Resources(string role)
    {
        foreach (var what in new[] { "cpu", "memory" })
        {
            var (limit, request) = ($"self.limits.{what}", $"self.requests.{what}");
            var path = $"spec.{role}.resources";
            yield return new("requests-limits", path, $"{path}.limits.{what}",
                $"!has({limit}) || quantity(string({limit})).compareTo(quantity(string({request}))) >= 0",
                $"{path}.limits.{what} must be at least {path}.requests.{what}, which is reserved.",
                Pair(limit, request));
        }
    }

    private static IEnumerable<CelRule> PublishedPorts()
    {
        const string Web = "self.publish.webFrom";
        const string Client = "self.publish.clientFrom";
        yield return new("ports-collide", Spec, "spec.publish.clientFrom",
            $"!has({Web}) || !has({Client}) || {Web} >= {Client} + self.clients.replicas || {Client} >= {Web} + {Nodes}",
            "spec.publish.clientFrom must leave alone the ports that are counted up from spec.publish.webFrom.",
            Pair(Web, Client));
        foreach (var (field, count) in new[] { ("webFrom", Nodes), ("clientFrom", "self.clients.replicas") })
        {
            var first = $"self.publish.{field}";
            yield return new("ports-end", Spec, $"spec.publish.{field}", $"!has({first}) || {first} + {count} <= 65536",
                $"spec.publish.{field} must leave room for all ports up to 65535.", $"string({first})");
            yield return new("ports-reserved", Spec, $"spec.publish.{field}",
                $"!has({first}) || [2377, 7946].all(port, port < {first} || port >= {first} + {count})",
                $"spec.publish.{field} must not lead over the ports 2377 and 7946, which Swarm itself listens on.", $"string({first})");
        }

        yield return new("ingress-endpoint", Spec, "spec.publish.endpointMode",
            "self.publish.mode != 'Ingress' || self.publish.endpointMode == 'VirtualIP'",
            "spec.publish.endpointMode must be VirtualIP where spec.publish.mode is Ingress.", "self.publish.endpointMode");
    }

    private static IEnumerable<CelRule> Hosts()
    {
        foreach (var (field, role) in new[] { ("acceptorNodes", "acceptors"), ("learnerNodes", "learners") })
        {
            var hosts = $"self.placement.{field}";
            yield return new("hosts-count", Spec, $"spec.placement.{field}",
                $"!has({hosts}) || size({hosts}) == 0 || size({hosts}) == self.{role}.replicas",
                $"spec.placement.{field} must name one host for each node (spec.{role}.replicas), or none.",
                Pair($"size({hosts})", $"self.{role}.replicas"));
        }

        const string Acceptors = "self.placement.acceptorNodes";
        yield return new("acceptor-hosts", Spec, "spec.placement.acceptorNodes",
            $"self.placement.acceptorSpread != 'Required' || !has({Acceptors}) || "
                + $"{Acceptors}.all(host, {Acceptors}.exists_one(other, other == host))",
            "spec.placement.acceptorNodes must name a host once where spec.placement.acceptorSpread is Required.",
            $"{Acceptors}.join(', ')");
    }

    private static CelRule ReservedKeys(string field) => new("reserved-keys", "spec.podTemplate", $"spec.podTemplate.{field}",
        $"!has(self.{field}) || self.{field}.all(key, !key.startsWith('{ClusterLabels.Prefix}') && !key.startsWith('com.docker.'))",
        $"A key of spec.podTemplate.{field} must not begin with {ClusterLabels.Prefix} or com.docker.: those are reserved.",
        $"self.{field}.map(key, key).join(', ')");

    private static string Pair(string one, string other, string between = " and ") => $"string({one}) + '{between}' + string({other})";
}
