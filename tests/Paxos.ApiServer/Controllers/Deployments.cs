using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Controllers;

/// <summary>One set of pods for each template; an old set goes when the new one is ready.</summary>
internal sealed class Deployments(World world)
{
    private const string HashLabel = "pod-template-hash";

    /// <summary>Looks at every deployment once.</summary>
    public void Pass()
    {
        foreach (var deployment in world.List(BuiltIns.Deployment).Where(one => !World.IsEnding(one)))
        {
            var hash = World.Hash(deployment["spec"]!["template"]!.ToJsonString());
            var sets = world.OwnedBy(deployment, BuiltIns.ReplicaSet);
            var current = sets.FirstOrDefault(set => (string?)set["metadata"]!["labels"]?[HashLabel] == hash);
            if (current is null)
            {
                Make(deployment, hash);
                continue;
            }

            var replicas = deployment["spec"]!["replicas"].AsInt()!.Value;
            Scale(current, replicas);
            var isReady = ReadyIn(current) >= replicas;
            foreach (var old in sets.Where(set => set != current && isReady))
            {
                Scale(old, 0);
            }

            SetStatus(deployment, current, sets, replicas);
        }
    }

    private static int ReadyIn(JsonObject set) => set["status"]?["readyReplicas"].AsInt() ?? 0;

    private void Scale(JsonObject set, int replicas)
    {
        if (set["spec"]!["replicas"].AsInt()!.Value != replicas)
        {
            world.Change(BuiltIns.ReplicaSet, set, changed => changed["spec"]!["replicas"] = replicas);
        }
    }

    private void Make(JsonObject deployment, string hash)
    {
        var template = (JsonObject)deployment["spec"]!["template"]!.DeepClone();
        template["metadata"] ??= new JsonObject();
        template["metadata"]!["labels"] ??= new JsonObject();
        template["metadata"]!["labels"]![HashLabel] = hash;
        var selector = (JsonObject)deployment["spec"]!["selector"]!.DeepClone();
        selector["matchLabels"] ??= new JsonObject();
        selector["matchLabels"]![HashLabel] = hash;
        world.Create(BuiltIns.ReplicaSet, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{World.NameOf(deployment)}-{hash}",
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["ownerReferences"] = new JsonArray(World.ReferenceTo(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = 0, ["selector"] = selector, ["template"] = template },
        }, deployment);
    }

    private void SetStatus(JsonObject deployment, JsonObject current, IReadOnlyList<JsonObject> sets, int replicas)
    {
        var ready = sets.Sum(ReadyIn);
        var updated = current["status"]?["replicas"].AsInt() ?? 0;
        var isAvailable = ready >= replicas;
        var isDone = ReadyIn(current) >= replicas && updated == replicas;
        world.SetStatus(BuiltIns.Deployment, deployment, new JsonObject
        {
            ["observedGeneration"] = deployment["metadata"]!["generation"]!.DeepClone(),
            ["replicas"] = sets.Sum(set => set["status"]?["replicas"].AsInt() ?? 0),
            ["updatedReplicas"] = updated,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["unavailableReplicas"] = Math.Max(0, replicas - ready),
            ["conditions"] = new JsonArray(
                world.Condition(deployment, "Available", isAvailable, "MinimumReplicas" + (isAvailable ? "Available" : "Unavailable")),
                world.Condition(deployment, "Progressing", isTrue: true, isDone ? "NewReplicaSetAvailable" : "ReplicaSetUpdated")),
        });
    }
}
