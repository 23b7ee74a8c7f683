using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Controllers;

/// <summary>Scheduler and kubelet in one: pods whose claims are bound run on the only node, as the runner says.</summary>
internal sealed class Node(World world, IPodRunner pods)
{
    /// <summary>Looks at every pod once.</summary>
    public void Pass()
    {
        foreach (var pod in world.List(BuiltIns.Pod))
        {
            if (World.IsEnding(pod))
            {
                if (pods.Stop(pod))
                {
                    world.Delete(BuiltIns.Pod, pod, grace: 0);
                }
            }
            else if (pod["spec"]!["nodeName"] is not null)
            {
                SetStatus(pod, pods.Run(pod));
            }
            else
            {
                Schedule(pod);
            }
        }
    }

    private void Schedule(JsonObject pod)
    {
        var unbound = Claims.Of(pod).Where(name => !IsBound(World.NamespaceOf(pod), name)).ToList();
        if (unbound.Count == 0)
        {
            world.Change(BuiltIns.Pod, pod, changed => changed["spec"]!["nodeName"] = FirstObjects.NodeName);
            return;
        }

        var why = $"pod has unbound immediate PersistentVolumeClaims: {string.Join(", ", unbound)}";
        world.SetStatus(BuiltIns.Pod, pod, new JsonObject
        {
            ["phase"] = "Pending",
            ["conditions"] = new JsonArray(world.Condition(pod, "PodScheduled", isTrue: false, "Unschedulable", why)),
        });
    }

    private bool IsBound(string space, string claim) =>
        (string?)world.Find(BuiltIns.PersistentVolumeClaim, space, claim)?["status"]?["phase"] == "Bound";

    private void SetStatus(JsonObject pod, PodState state)
    {
        var isReady = state.IsReady && state.Phase == "Running";
        var reason = isReady ? "" : state.Phase == "Succeeded" ? "PodCompleted" : "ContainersNotReady";
        world.SetStatus(BuiltIns.Pod, pod, new JsonObject
        {
            ["phase"] = state.WaitingReason is not null && state.Restarts == 0 ? "Pending" : state.Phase,
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = state.Address ?? $"10.244.0.{(Math.Abs(World.NameOf(pod).Sum(c => c)) % 250) + 1}",
            ["startTime"] = (string?)pod["status"]?["startTime"] ?? world.Now,
            ["conditions"] = new JsonArray(
                world.Condition(pod, "PodScheduled", isTrue: true),
                world.Condition(pod, "Initialized", isTrue: true),
                world.Condition(pod, "ContainersReady", isReady, reason, state.Message),
                world.Condition(pod, "Ready", isReady, reason, state.Message)),
            ["containerStatuses"] = new JsonArray([.. ((JsonArray)pod["spec"]!["containers"]!)
                .Select(container => Container(pod, container!, state, isReady))]),
        });
    }

    private JsonObject Container(JsonObject pod, JsonNode container, PodState state, bool isReady) => new()
    {
        ["name"] = (string)container["name"]!,
        ["image"] = (string?)container["image"],
        ["imageID"] = (string?)container["image"],
        ["ready"] = isReady,
        ["started"] = state.Phase == "Running" && state.WaitingReason is null,
        ["restartCount"] = state.Restarts,
        ["state"] = state switch
        {
            { WaitingReason: { } reason } => Within("waiting", new() { ["reason"] = reason, ["message"] = state.Message }),
            { Phase: "Failed" } => Within("terminated", new() { ["exitCode"] = 1, ["reason"] = "Error" }),
            { Phase: "Succeeded" } => Within("terminated", new() { ["exitCode"] = 0, ["reason"] = "Completed" }),
            _ => Within("running", new() { ["startedAt"] = (string?)pod["status"]?["startTime"] ?? world.Now }),
        },
    };

    private static JsonObject Within(string name, JsonObject value) => new() { [name] = value };
}
