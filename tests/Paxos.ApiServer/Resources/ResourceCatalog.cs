using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Resources;

/// <summary>All kinds that are served: those built in, and those that definitions have made.</summary>
internal sealed class ResourceCatalog(ObjectStore store)
{
    /// <summary>All kinds.</summary>
    public IEnumerable<ResourceType> All =>
        BuiltIns.All.Concat(store.List(BuiltIns.CustomResourceDefinition).Objects.SelectMany(CustomResources.TypesOf));

    /// <summary>A kind by what its path says; null when there is none.</summary>
    public ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(type => type.Group == group && type.Version == version && type.Plural == plural);

    /// <summary>A kind by what an object says; null when there is none.</summary>
    public ResourceType? FindKind(string apiVersion, string kind) =>
        All.FirstOrDefault(type => type.GroupVersion == apiVersion && type.Kind == kind);
}
