using System.Globalization;

namespace Paxos.Operator.Api;

/// <summary>The nodes that a cluster consists of.</summary>
public static class NodeNames
{
    /// <summary>The role that orders commands.</summary>
    public const string Proposer = "proposer";

    /// <summary>The role that votes.</summary>
    public const string Acceptor = "acceptor";

    /// <summary>The role that applies and answers reads.</summary>
    public const string Learner = "learner";

    /// <summary>The role that takes requests.</summary>
    public const string Client = "client";

    /// <summary>A node's name, such as <c>acceptor1</c>; numbers begin at 1.</summary>
    public static string Of(string role, int number) => role + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The roles with the number of their nodes, in the order in which ports are counted up.</summary>
    public static IReadOnlyList<(string Role, int Replicas)> Roles(PaxosCluster cluster) =>
    [
        (Proposer, cluster.Spec.Proposers.Replicas),
        (Acceptor, cluster.Spec.Acceptors.Replicas),
        (Learner, cluster.Spec.Learners.Replicas),
        (Client, cluster.Spec.Clients.Replicas),
    ];
}
