using System.Globalization;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Api.Validation;

/// <summary>Rules about the ports that hosts open.</summary>
internal static class PublishRules
{
    private const string Web = "spec.publish.webFrom";
    private const string Client = "spec.publish.clientFrom";
    private const int PortMax = 65_535;

    /// <summary>Ports that Docker Swarm itself listens on: management, and the hosts' own gossip.</summary>
    private static readonly int[] SwarmPorts = [2377, 7946];

    /// <summary>Checks them.</summary>
    public static void Check(PaxosCluster cluster, FindingList findings)
    {
        var publish = cluster.Spec.Publish;
        var nodes = NodeNames.Roles(cluster).Sum(role => role.Replicas);
        CheckRange(Web, publish.WebFrom, nodes, findings);
        CheckRange(Client, publish.ClientFrom, cluster.Spec.Clients.Replicas, findings);
        if (publish.WebFrom is { } web && publish.ClientFrom is { } client
            && web < client + cluster.Spec.Clients.Replicas && client < web + nodes)
        {
            findings.Fail("ports-collide", Client, client, string.Create(
                CultureInfo.InvariantCulture,
                $"{Client} must leave the pages' ports alone. They are {RangeOf(client, cluster.Spec.Clients.Replicas)} for the "
                    + $"client nodes and {RangeOf(web, nodes)} for the pages ({Web})."),
                Web);
        }

        if (publish is { Mode: PublishMode.Ingress, EndpointMode: EndpointMode.DnsRoundRobin })
        {
            findings.Fail(
                "ingress-endpoint",
                "spec.publish.endpointMode",
                publish.EndpointMode,
                "spec.publish.endpointMode must be VirtualIP where spec.publish.mode is Ingress: the routing mesh leads to virtual "
                    + $"addresses. It is {publish.EndpointMode}.",
                "spec.publish.mode");
        }
    }

    private static void CheckRange(string path, int? from, int count, FindingList findings)
    {
        if (from is not { } first)
        {
            return;
        }

        if (first + count - 1 > PortMax)
        {
            findings.Fail("ports-end", path, first, string.Create(
                CultureInfo.InvariantCulture,
                $"{path} must leave room for {count} ports up to {PortMax}. It is {first}."));
        }

        foreach (var port in SwarmPorts.Where(port => port >= first && port < first + count))
        {
            findings.Fail("ports-reserved", path, first, string.Create(
                CultureInfo.InvariantCulture,
                $"{path} must not lead over port {port}, which Swarm itself listens on. It is {first}, for {RangeOf(first, count)}."));
        }
    }

    private static string RangeOf(int first, int count) => count == 1
        ? first.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{first}–{first + count - 1}");
}
