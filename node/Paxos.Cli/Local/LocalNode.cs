namespace Paxos.Cli.Local;

/// <summary>One node of a local cluster: a process on loopback.</summary>
/// <param name="Name">Its name in the cluster.</param>
/// <param name="Roles">What <c>--role</c> takes: one role, or several with commas between.</param>
/// <param name="WebPort">Where its page is.</param>
/// <param name="PeerPort">Where other nodes reach it.</param>
/// <param name="ClientPort">Where it takes requests; null for a node without the client role.</param>
/// <param name="HasData">Whether it keeps anything on disk.</param>
internal sealed record LocalNode(
    string Name, string Roles, int WebPort, int PeerPort, int? ClientPort = null, bool HasData = false)
{
    /// <summary>Its page.</summary>
    public string Page => $"http://localhost:{WebPort}/view-logs";

    /// <summary>Whether it votes, and so belongs to the first configuration.</summary>
    public bool IsAcceptor => Roles.Split(',').Contains("acceptor", StringComparer.Ordinal);

    /// <summary>All its ports, with what each is for.</summary>
    public IEnumerable<(string Purpose, int Port)> Ports
    {
        get
        {
            yield return ("web", WebPort);
            yield return ("peer", PeerPort);
            if (ClientPort is { } port)
            {
                yield return ("client", port);
            }
        }
    }
}
