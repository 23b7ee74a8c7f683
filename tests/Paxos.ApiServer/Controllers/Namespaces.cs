using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Controllers;

/// <summary>Empties namespaces that are being deleted.</summary>
internal sealed class Namespaces(World world)
{
    /// <summary>Looks at every namespace once.</summary>
    public void Pass()
    {
        foreach (var space in world.List(BuiltIns.Namespace).Where(World.IsEnding))
        {
            var name = World.NameOf(space);
            var content = world.Catalog.All.Where(type => type.IsNamespaced)
                .SelectMany(type => world.List(type, name).Select(value => (Type: type, Value: value)))
                .ToList();
            foreach (var (type, value) in content.Where(one => !World.IsEnding(one.Value)))
            {
                world.Delete(type, value);
            }

            if (content.Count == 0)
            {
                world.Change(BuiltIns.Namespace, space, changed => ((JsonObject)changed["metadata"]!).Remove("finalizers"));
            }
        }
    }
}
