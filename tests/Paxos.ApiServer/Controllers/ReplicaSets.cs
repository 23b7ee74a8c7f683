using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Controllers;

/// <summary>As many pods of one template as are wanted.</summary>
internal sealed class ReplicaSets(World world)
{
    /// <summary>Looks at every set once.</summary>
    public void Pass()
    {
        foreach (var set in world.List(BuiltIns.ReplicaSet).Where(set => !World.IsEnding(set)))
        {
            var replicas = set["spec"]!["replicas"].AsInt()!.Value;
            var pods = world.OwnedBy(set, BuiltIns.Pod).Where(pod => !World.IsEnding(pod)).ToList();
            for (var i = pods.Count; i < replicas; i++)
            {
                Make(set);
            }

            foreach (var pod in pods.OrderBy(World.IsReady).Take(Math.Max(0, pods.Count - replicas)))
            {
                world.Delete(BuiltIns.Pod, pod);
            }

            var ready = pods.Count(World.IsReady);
            world.SetStatus(BuiltIns.ReplicaSet, set, new JsonObject
            {
                ["observedGeneration"] = set["metadata"]!["generation"]!.DeepClone(),
                ["replicas"] = pods.Count,
                ["readyReplicas"] = ready,
                ["availableReplicas"] = ready,
                ["fullyLabeledReplicas"] = pods.Count,
            });
        }
    }

    private void Make(JsonObject set)
    {
        var pod = (JsonObject)set["spec"]!["template"]!.DeepClone();
        pod["metadata"]!["generateName"] = World.NameOf(set) + "-";
        pod["metadata"]!["ownerReferences"] = new JsonArray(World.ReferenceTo(set));
        world.Create(BuiltIns.Pod, pod, set);
    }
}
