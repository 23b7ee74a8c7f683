using Paxos.Cli.Connection;
using Paxos.Cli.Grammar;
using Paxos.Cli.Verbs;
using Paxos.Operator.Api;

namespace Paxos.Cli.Swarm;

/// <summary>The way to a stack's client nodes.</summary>
internal static class FrontDoor
{
    /// <summary>Connects to the ports that client nodes publish; where they publish none, to the command line's endpoints.</summary>
    public static async Task<StoreConnection> OpenAsync(
        Session session, IReadOnlyList<ServiceState> services, Pages pages, CancellationToken cancellationToken)
    {
        var endpoints = new List<Endpoint>();
        foreach (var service in services)
        {
            if (service.Task.Host.Length > 0 && service.Ports.TryGetValue(NodeImage.ClientPort, out var port))
            {
                endpoints.Add(new Endpoint(await pages.AddressAsync(service.Task.Host, cancellationToken), port));
            }
        }

        return new StoreConnection(endpoints.Count > 0 ? endpoints : session.Endpoints, TimeSpan.FromSeconds(5));
    }
}
