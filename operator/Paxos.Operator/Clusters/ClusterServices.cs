using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Hosting;

namespace Paxos.Operator.Clusters;

/// <summary>Puts the operator for clusters together.</summary>
internal static class ClusterServices
{
    /// <summary>Adds runtime and controller.</summary>
    /// <param name="services">The services of the process; a probe that is there already is used.</param>
    /// <param name="connection">Where the API server is.</param>
    /// <param name="settings">How the runtime behaves.</param>
    public static void AddClusters(this IServiceCollection services, KubernetesClientConfiguration connection, OperatorSettings settings)
    {
        services.TryAddSingleton<INodeProbe, NodeProbe>();
        services.AddSingleton<ClusterObserver>();
        services.AddSingleton<ActionRunner>();
        services.AddSingleton<TransitionEvents>();
        services.AddKubernetesOperator(connection, settings).AddController<ClusterController, ClusterResource>(ClusterKinds.Watch);
    }
}
