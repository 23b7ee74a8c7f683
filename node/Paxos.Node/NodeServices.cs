using Paxos.Node.Host;
using Paxos.Node.Net;
using Paxos.Node.Telemetry;
using Paxos.Protocol;

namespace Paxos.Node;

/// <summary>What the process is put together from.</summary>
internal static class NodeServices
{
    /// <summary>Adds the node's parts.</summary>
    public static IServiceCollection AddNode(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EventCounters>();
        services.AddSingleton<LogThrottle>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<NodeFailure>();
        services.AddSingleton<RoleFactory>();
        services.AddSingleton<NodeRuntime>();
        services.AddSingleton(provider => provider.GetRequiredService<NodeRuntime>().Status);
        return services.AddNetwork(options).AddApi(options);
    }

    private static IServiceCollection AddNetwork(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton(new NodeIdentity(options.Name, options.PeerAddress));
        services.AddSingleton(new AddressBook(options.Acceptors.Concat(options.Peers)));
        services.AddSingleton(new Inbox(Inbox.EnvelopesMax, Inbox.BytesMax));
        services.AddSingleton<IReadOnlyList<NodeId>>([.. options.Roles.Select(role => new NodeId(options.Name, role))]);
        services.AddSingleton<LinkWatch>();
        services.AddSingleton<ClusterFence>();
        services.AddSingleton<SenderBook>();
        services.AddSingleton(provider => new PeerLinks(
            provider.GetRequiredService<NodeIdentity>(),
            provider.GetRequiredService<AddressBook>(),
            provider.GetRequiredService<LinkWatch>().OnLost,
            provider.GetRequiredService<LinkWatch>().OnNamesake,
            provider.GetRequiredService<NodeFailure>().EndForBug,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<LogThrottle>(),
            provider.GetRequiredService<ILogger<PeerLink>>()));
        return services;
    }

    private static IServiceCollection AddApi(this IServiceCollection services, NodeOptions options)
    {
        NodeId? proposer = options.Roles.Contains(Role.Proposer) ? new NodeId(options.Name, Role.Proposer) : null;
        services.AddSingleton(provider => new LeaderOffice(
            provider.GetRequiredService<Inbox>(), proposer, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ClientRequests(
            provider.GetRequiredService<Inbox>(),
            new NodeId(options.Name, Role.Client),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ResponseLog>();
        services.AddSingleton<StoreCaller>();
        services.AddSingleton<AdminRelay>();

        // One object each, instead of one per call.
        services.AddSingleton<PeerService>();
        services.AddSingleton<StoreService>();
        services.AddSingleton<ClientNodeService>();
        services.AddSingleton<AdminService>();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = NodePorts.RequestBytesMax)
            .AddServiceOptions<PeerService>(grpc => grpc.MaxReceiveMessageSize = WireMapping.FrameBytesMax);
        return services;
    }
}
