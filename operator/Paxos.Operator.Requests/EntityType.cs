using System.Reflection;
using k8s;
using k8s.Models;

namespace Paxos.Operator.Requests;

/// <summary>Where a kind of object stands in the API: what its type says by <see cref="KubernetesEntityAttribute"/>.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version of the group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">The name in paths.</param>
internal sealed record EntityType(string Group, string Version, string Kind, string Plural)
{
    /// <summary>The one of a type.</summary>
    public static EntityType Of<TEntity>()
        where TEntity : IKubernetesObject<V1ObjectMeta> => Of(typeof(TEntity));

    /// <summary>The one of an object.</summary>
    /// <exception cref="ArgumentException">Its type has no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static EntityType Of(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{type} has no {nameof(KubernetesEntityAttribute)}; it says where objects are.", nameof(type));
        return new EntityType(entity.Group, entity.ApiVersion, entity.Kind, entity.PluralName);
    }

    /// <summary>Group and version as objects write them.</summary>
    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Plural and group, for logs and metrics.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path of the objects of a namespace, or of all where it is null or empty.</summary>
    public string PathOfAll(string? space)
    {
        var root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return string.IsNullOrEmpty(space) ? $"{root}/{Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(space)}/{Plural}";
    }

    /// <summary>The path of one object.</summary>
    public string PathOf(string? space, string name) => $"{PathOfAll(space)}/{Uri.EscapeDataString(name)}";

    /// <summary>The path of an object that was read or made.</summary>
    public string PathOf(IKubernetesObject<V1ObjectMeta> entity) => PathOf(entity.Metadata.NamespaceProperty, entity.Metadata.Name);
}
