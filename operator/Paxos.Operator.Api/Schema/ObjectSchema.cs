using System.Collections.Concurrent;
using System.Reflection;

namespace Paxos.Operator.Api.Schema;

/// <summary>
/// The fields of one type of the resource, in the order in which they are declared. The YAML reader and writer go by it, and so does the
/// generator of the custom resource definition.
/// </summary>
public sealed class ObjectSchema
{
    private static readonly ConcurrentDictionary<Type, ObjectSchema> Known = new();

    private ObjectSchema(Type type)
    {
        Type = type;
        var fresh = Activator.CreateInstance(type)!;
        Fields = [.. Properties(type).Select(property => FieldOf(property, property.GetValue(fresh)))];
    }

    /// <summary>The whole resource.</summary>
    public static ObjectSchema Cluster => Of(typeof(PaxosCluster));

    /// <summary>The fields in their order.</summary>
    public IReadOnlyList<FieldSchema> Fields { get; }

    internal Type Type { get; }

    /// <summary>Every field below this object that holds no further ones, with its path such as <c>spec.acceptors.replicas</c>.</summary>
    public IEnumerable<(string Path, FieldSchema Field)> Leaves(string path = "") => Fields.SelectMany(field =>
        field.Fields is { } inner ? inner.Leaves(Join(path, field.Name)) : [(Join(path, field.Name), field)]);

    /// <summary>A path one step further.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    internal static ObjectSchema Of(Type type) => Known.GetOrAdd(type, key => new ObjectSchema(key));

    internal FieldSchema? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    // What the base types share comes last, so that a role begins with what is its own.
    private static IEnumerable<PropertyInfo> Properties(Type type)
    {
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            var own = level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(property => property.IsDefined(typeof(FieldAttribute)))
                .OrderBy(property => property.MetadataToken);
            foreach (var property in own)
            {
                yield return property;
            }
        }
    }

    private static FieldSchema FieldOf(PropertyInfo property, object? fallback)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var field = property.GetCustomAttribute<FieldAttribute>()!;
        var kind = type switch
        {
            _ when type == typeof(string) || type.IsEnum => FieldType.Text,
            _ when type == typeof(int) || type == typeof(long) => FieldType.Number,
            _ when type == typeof(DateTimeOffset) => FieldType.Time,
            _ when type == typeof(bool) => FieldType.Boolean,
            _ when type == typeof(Quantity) => FieldType.Quantity,
            _ when type == typeof(IReadOnlyList<string>) => FieldType.TextList,
            _ when type == typeof(IReadOnlyDictionary<string, string>) => FieldType.TextMap,
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => FieldType.SectionList,
            _ => FieldType.Section,
        };
        return new FieldSchema(property, field, kind, type.IsEnum ? type : null, fallback);
    }
}
