using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Tests.Planning;

/// <summary>Worlds to begin with.</summary>
internal static class Worlds
{
    /// <summary>The documented ten nodes, all ready.</summary>
    public static PlanWorld Settled(Func<ClusterSpec, ClusterSpec>? change = null)
    {
        var world = Empty(change);
        world.Run();
        world.Now += TimeSpan.FromMinutes(5);
        Assert.True(world.Plan().IsSettled);
        return world;
    }

    /// <summary>The same before anything is there.</summary>
    public static PlanWorld Empty(Func<ClusterSpec, ClusterSpec>? change = null)
    {
        var cluster = PlanWorld.Stored(Api.Samples.Valid(Api.Samples.Read("documented.yaml")));
        return new PlanWorld { Cluster = cluster with { Spec = change?.Invoke(cluster.Spec) ?? cluster.Spec } };
    }

    /// <summary>Changes the spec, as somebody who edits it.</summary>
    public static void Edit(this PlanWorld world, Func<ClusterSpec, ClusterSpec> change)
    {
        var cluster = world.Cluster;
        world.Cluster = cluster with
        {
            Metadata = cluster.Metadata with { Generation = cluster.Metadata.Generation + 1 },
            Spec = change(cluster.Spec),
        };
    }

    /// <summary>The pod of a node.</summary>
    public static WorldPod PodOf(this PlanWorld world, string node) => world.Pods.Values.Single(pod => pod.Node == node);

    /// <summary>Changes how a node's pod is.</summary>
    public static void Set(this PlanWorld world, string node, PodState state) => world.PodOf(node).Set(state, world.Now);
}
