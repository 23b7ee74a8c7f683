using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Serving;

/// <summary>What a path of the API names.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Namespace">The namespace; null for all of them, or for a kind without.</param>
/// <param name="Name">The object; null for the collection.</param>
/// <param name="Subresource">The subresource; empty for none.</param>
internal sealed record Target(ResourceType Type, string? Namespace, string? Name, string Subresource)
{
    /// <summary>The object's key.</summary>
    public ObjectKey Key => new(Type.IsNamespaced ? Namespace! : "", Name!);

    /// <summary>Reads a path such as <c>/apis/apps/v1/namespaces/prod/statefulsets/a/scale</c>; null when it is none of the API.</summary>
    /// <exception cref="ApiException">There is no such kind.</exception>
    public static Target? Parse(string path, ResourceCatalog catalog)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var (group, rest) = parts switch
        {
            ["api", ..] => ("", parts[1..]),
            ["apis", _, ..] => (parts[1], parts[2..]),
            _ => ("", []),
        };
        if (rest.Length < 2)
        {
            return null;
        }

        var version = rest[0];
        rest = rest[1..];
        string? space = null;
        if (rest is ["namespaces", _, not ("status" or "finalize"), ..])
        {
            space = rest[1];
            rest = rest[2..];
        }

        var type = catalog.Find(group, version, rest[0]);
        var subresource = string.Join('/', rest.Skip(2));
        return type is null || (rest.Length > 3 && rest[2] != "proxy") || (space is not null && !type.IsNamespaced)
            ? throw ApiException.NoSuchPath()
            : new Target(type, space, rest.ElementAtOrDefault(1), subresource);
    }
}
