using Paxos.Cli.Local;

namespace Paxos.Processes;

/// <summary>How many nodes of each role a cluster has; ten, as documented, unless said otherwise.</summary>
/// <param name="Proposers">At least 1.</param>
/// <param name="Acceptors">At least 1.</param>
/// <param name="Learners">At least 1.</param>
/// <param name="Clients">At least 1.</param>
internal sealed record ClusterShape(int Proposers = 3, int Acceptors = 3, int Learners = 2, int Clients = 2)
{
    // Below the ports that the system gives to outgoing connections, and away from the documented ones: a cluster of
    // the person who runs the tests is not disturbed.
    private const int FirstPort = 18_400;
    private const int LastPort = 18_999;

    /// <summary>The nodes, on ports of loopback that nobody listens on.</summary>
    /// <exception cref="InvalidOperationException">There are not enough free ports.</exception>
    public IReadOnlyList<LocalNode> Place()
    {
        for (var port = FirstPort; PlaceAt(port) is { } nodes && nodes[^1].Ports.Max(pair => pair.Port) <= LastPort;)
        {
            var ports = nodes.SelectMany(node => node.Ports).Select(pair => pair.Port);
            var taken = ports.FirstOrDefault(PortCheck.IsTaken);
            if (taken == 0)
            {
                return nodes;
            }

            port = taken + 1;
        }

        throw new InvalidOperationException($"No {this} finds room in the ports {FirstPort} to {LastPort}.");
    }

    private List<LocalNode> PlaceAt(int port)
    {
        (string Role, int Count)[] roles =
            [("proposer", Proposers), ("acceptor", Acceptors), ("learner", Learners), ("client", Clients)];
        var nodes = new List<LocalNode>();
        foreach (var (role, count) in roles)
        {
            for (var number = 1; number <= count; number++)
            {
                var hasData = role is "acceptor" or "learner";
                nodes.Add(new LocalNode($"{role}{number}", role, port, port + 1, HasData: hasData));
                port += 2;
                if (role == "client")
                {
                    nodes[^1] = nodes[^1] with { ClientPort = port++ };
                }
            }
        }

        return nodes;
    }
}
