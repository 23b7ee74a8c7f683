using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Controllers;

/// <summary>Binds claims whose class exists, grows them where the class may, and keeps a claim while a pod uses it.</summary>
internal sealed class Claims(World world)
{
    private const string Protection = "kubernetes.io/pvc-protection";

    /// <summary>Looks at every claim once.</summary>
    public void Pass()
    {
        foreach (var claim in world.List(BuiltIns.PersistentVolumeClaim))
        {
            if (World.IsEnding(claim))
            {
                Release(claim);
            }
            else if (!Finalizers(claim).Contains(Protection))
            {
                world.Change(BuiltIns.PersistentVolumeClaim, claim, changed =>
                {
                    changed["metadata"]!["finalizers"] ??= new JsonArray();
                    ((JsonArray)changed["metadata"]!["finalizers"]!).Add(Protection);
                });
            }
            else
            {
                Bind(claim);
            }
        }
    }

    /// <summary>The names of the claims that a pod uses.</summary>
    public static IEnumerable<string> Of(JsonObject pod) => (pod["spec"]!["volumes"] as JsonArray ?? [])
        .Select(volume => (string?)volume!["persistentVolumeClaim"]?["claimName"])
        .OfType<string>();

    private void Bind(JsonObject claim)
    {
        var name = (string?)claim["spec"]!["storageClassName"];
        var kind = name is null ? null : world.Find(BuiltIns.StorageClass, "", name);
        if (kind is null)
        {
            var why = name is null ? "no persistent volumes available for this claim and no storage class is set"
                : $"storageclass.storage.k8s.io \"{name}\" not found";
            world.Tell(claim, "Warning", "ProvisioningFailed", why);
            return;
        }

        var wanted = claim["spec"]!["resources"]!["requests"]!["storage"]!;
        var has = (string?)claim["status"]?["capacity"]?["storage"];
        var grows = (bool?)kind["allowVolumeExpansion"] == true
            && BuiltInDefaults.Bytes((string)wanted!) > BuiltInDefaults.Bytes(has);
        if ((string?)claim["status"]?["phase"] != "Bound" || grows)
        {
            if (claim["spec"]!["volumeName"] is null)
            {
                world.Change(BuiltIns.PersistentVolumeClaim, claim, changed =>
                    changed["spec"]!["volumeName"] = $"pvc-{claim["metadata"]!["uid"]}");
                return;
            }

            world.SetStatus(BuiltIns.PersistentVolumeClaim, claim, new JsonObject
            {
                ["phase"] = "Bound",
                ["accessModes"] = claim["spec"]!["accessModes"]?.DeepClone(),
                ["capacity"] = new JsonObject { ["storage"] = wanted.DeepClone() },
            });
        }
    }

    private void Release(JsonObject claim)
    {
        var isUsed = world.List(BuiltIns.Pod, World.NamespaceOf(claim)).Any(pod => Of(pod).Contains(World.NameOf(claim)));
        if (!isUsed)
        {
            world.Change(BuiltIns.PersistentVolumeClaim, claim, changed =>
                ((JsonArray)changed["metadata"]!["finalizers"]!).RemoveAll(name => (string)name! == Protection));
        }
    }

    private static IEnumerable<string> Finalizers(JsonObject value) =>
        (value["metadata"]!["finalizers"] as JsonArray ?? []).Select(name => (string)name!);
}
