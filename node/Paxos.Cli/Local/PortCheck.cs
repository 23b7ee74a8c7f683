using System.Net;
using System.Net.Sockets;

namespace Paxos.Cli.Local;

/// <summary>Finds ports that somebody listens on, before anything is started that would fail on them.</summary>
internal static class PortCheck
{
    /// <summary>Checks every port of <paramref name="nodes"/>.</summary>
    /// <exception cref="CommandFailure">Names each port that is in use.</exception>
    public static void Check(IEnumerable<LocalNode> nodes)
    {
        var taken = nodes
            .SelectMany(node => node.Ports.Select(port => (node, port)))
            .Where(pair => IsTaken(pair.port.Port))
            .Select(pair => $"port {pair.port.Port} ({pair.port.Purpose} of {pair.node.Name})")
            .ToArray();
        if (taken.Length > 0)
        {
            throw CommandFailure.Refused(
                $"Already in use by another process: {string.Join(", ", taken)}. Nothing was started.");
        }
    }

    /// <summary>Whether somebody listens on a port of loopback.</summary>
    public static bool IsTaken(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
