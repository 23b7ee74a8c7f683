using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Controllers;

/// <summary>Pods with names that stay: made in order or all at once, replaced one by one or only after somebody deletes them.</summary>
internal sealed class StatefulSets(World world)
{
    private const string RevisionLabel = "controller-revision-hash";

    /// <summary>Looks at every set once.</summary>
    public void Pass()
    {
        foreach (var set in world.List(BuiltIns.StatefulSet).Where(set => !World.IsEnding(set)))
        {
            var revision = $"{World.NameOf(set)}-{World.Hash(set["spec"]!["template"]!.ToJsonString())}";
            var pods = world.OwnedBy(set, BuiltIns.Pod).ToDictionary(OrdinalOf);
            Step(set, pods, revision);
            SetStatus(set, [.. world.OwnedBy(set, BuiltIns.Pod)], revision);
        }
    }

    private static int OrdinalOf(JsonObject pod) => int.Parse(World.NameOf(pod).Split('-')[^1], CultureInfo.InvariantCulture);

    private void Step(JsonObject set, Dictionary<int, JsonObject> pods, string revision)
    {
        var replicas = set["spec"]!["replicas"].AsInt()!.Value;
        var start = set["spec"]!["ordinals"]?["start"].AsInt() ?? 0;
        var isOrdered = (string?)set["spec"]!["podManagementPolicy"] != "Parallel";
        for (var ordinal = start; ordinal < start + replicas; ordinal++)
        {
            var pod = pods.GetValueOrDefault(ordinal);
            if (pod is null)
            {
                Make(set, ordinal, revision);
            }
            else if ((string?)pod["status"]?["phase"] is "Failed" or "Succeeded" && !World.IsEnding(pod))
            {
                world.Delete(BuiltIns.Pod, pod);
            }

            if (isOrdered && (pod is null || !World.IsReady(pod)))
            {
                return;
            }
        }

        var surplus = pods.Where(pair => pair.Key < start || pair.Key >= start + replicas)
            .OrderByDescending(pair => pair.Key)
            .Select(pair => pair.Value)
            .ToList();
        foreach (var pod in surplus.Take(isOrdered ? 1 : surplus.Count).Where(pod => !World.IsEnding(pod)))
        {
            world.Delete(BuiltIns.Pod, pod);
        }

        if (surplus.Count == 0 && (string?)set["spec"]!["updateStrategy"]?["type"] == "RollingUpdate")
        {
            Roll(pods, revision);
        }
    }

    private void Roll(Dictionary<int, JsonObject> pods, string revision)
    {
        if (pods.Values.All(World.IsReady))
        {
            var old = pods.OrderByDescending(pair => pair.Key)
                .Select(pair => pair.Value)
                .FirstOrDefault(pod => RevisionOf(pod) != revision);
            if (old is not null && !World.IsEnding(old))
            {
                world.Delete(BuiltIns.Pod, old);
            }
        }
    }

    private static string? RevisionOf(JsonObject pod) => (string?)pod["metadata"]!["labels"]?[RevisionLabel];

    private void Make(JsonObject set, int ordinal, string revision)
    {
        var name = $"{World.NameOf(set)}-{ordinal}";
        var pod = (JsonObject)set["spec"]!["template"]!.DeepClone();
        pod["metadata"] ??= new JsonObject();
        pod["metadata"]!["name"] = name;
        pod["metadata"]!["labels"] ??= new JsonObject();
        pod["metadata"]!["labels"]![RevisionLabel] = revision;
        pod["metadata"]!["labels"]!["statefulset.kubernetes.io/pod-name"] = name;
        pod["metadata"]!["labels"]!["apps.kubernetes.io/pod-index"] = World.Text(ordinal);
        pod["metadata"]!["ownerReferences"] = new JsonArray(World.ReferenceTo(set));
        pod["spec"]!["hostname"] = name;
        pod["spec"]!["subdomain"] = (string?)set["spec"]!["serviceName"];
        foreach (var template in (set["spec"]!["volumeClaimTemplates"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Claim(set, pod, template, ordinal);
        }

        world.Create(BuiltIns.Pod, pod, set);
    }

    private void Claim(JsonObject set, JsonObject pod, JsonObject template, int ordinal)
    {
        var name = $"{World.NameOf(template)}-{World.NameOf(set)}-{ordinal}";
        pod["spec"]!["volumes"] ??= new JsonArray();
        ((JsonArray)pod["spec"]!["volumes"]!).Add(new JsonObject
        {
            ["name"] = World.NameOf(template),
            ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = name },
        });
        if (world.Find(BuiltIns.PersistentVolumeClaim, World.NamespaceOf(set), name) is null)
        {
            var claim = (JsonObject)template.DeepClone();
            claim["apiVersion"] = "v1";
            claim["kind"] = "PersistentVolumeClaim";
            claim["metadata"] = new JsonObject { ["name"] = name, ["labels"] = set["spec"]!["selector"]?["matchLabels"]?.DeepClone() };
            claim.Remove("status");
            world.Create(BuiltIns.PersistentVolumeClaim, claim, set);
        }
    }

    // As in a real cluster, a set whose pods are replaced on deletion only never moves its current revision on.
    private void SetStatus(JsonObject set, List<JsonObject> pods, string revision)
    {
        var current = (string?)set["status"]?["currentRevision"] ?? revision;
        var isRolled = (string?)set["spec"]!["updateStrategy"]?["type"] == "RollingUpdate";
        if (isRolled && pods.TrueForAll(pod => RevisionOf(pod) == revision && World.IsReady(pod)))
        {
            current = revision;
        }

        world.SetStatus(BuiltIns.StatefulSet, set, new JsonObject
        {
            ["observedGeneration"] = set["metadata"]!["generation"]!.DeepClone(),
            ["replicas"] = pods.Count,
            ["readyReplicas"] = pods.Count(World.IsReady),
            ["availableReplicas"] = pods.Count(World.IsReady),
            ["currentReplicas"] = pods.Count(pod => RevisionOf(pod) == current),
            ["updatedReplicas"] = pods.Count(pod => RevisionOf(pod) == revision),
            ["currentRevision"] = current,
            ["updateRevision"] = revision,
            ["collisionCount"] = 0,
        });
    }
}
