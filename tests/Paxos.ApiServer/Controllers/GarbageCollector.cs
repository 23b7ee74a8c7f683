using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Controllers;

/// <summary>Deletes what has lost all its owners, and, before an owner that waits for it, what it owns.</summary>
internal sealed class GarbageCollector(World world)
{
    /// <summary>Looks at every object once.</summary>
    public void Pass()
    {
        var all = world.Catalog.All.SelectMany(type => world.List(type).Select(value => (Type: type, Value: value))).ToList();
        var alive = all.ToDictionary(one => (string)one.Value["metadata"]!["uid"]!, one => one.Value);
        foreach (var (type, value) in all.Where(one => ObjectWriter.Owners(one.Value).Count > 0 && !World.IsEnding(one.Value)))
        {
            var owners = ObjectWriter.Owners(value).Select(reference => alive.GetValueOrDefault((string)reference!["uid"]!)).ToList();
            if (owners.TrueForAll(owner => owner is null || WaitsForOwned(owner)))
            {
                world.Delete(type, value);
            }
        }

        foreach (var (type, owner) in all.Where(one => WaitsForOwned(one.Value)))
        {
            Finish(type, owner, all);
        }
    }

    private static bool WaitsForOwned(JsonObject owner) => World.IsEnding(owner) && Finalizers(owner).Contains(ObjectWriter.Foreground);

    private static IEnumerable<string> Finalizers(JsonObject value) =>
        (value["metadata"]!["finalizers"] as JsonArray ?? []).Select(name => (string)name!);

    private void Finish(ResourceType type, JsonObject owner, List<(ResourceType Type, JsonObject Value)> all)
    {
        var uid = (string)owner["metadata"]!["uid"]!;
        var isWaitedFor = all.Any(one => ObjectWriter.Owners(one.Value).Any(reference =>
            (string?)reference!["uid"] == uid && (bool?)reference["blockOwnerDeletion"] == true));
        if (!isWaitedFor)
        {
            world.Change(type, owner, changed =>
                ((JsonArray)changed["metadata"]!["finalizers"]!).RemoveAll(name => (string)name! == ObjectWriter.Foreground));
        }
    }
}
