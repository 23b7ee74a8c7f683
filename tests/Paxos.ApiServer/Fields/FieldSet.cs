using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Fields;

/// <summary>
/// A set of fields as a tree, whose edges are written as in <c>metadata.managedFields</c>: <c>f:name</c> for a field, <c>k:{…}</c> for an
/// item of a map-like list, <c>v:…</c> for an item of a set.
/// </summary>
internal sealed class FieldSet
{
    /// <summary>What hangs below.</summary>
    public SortedDictionary<string, FieldSet> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether this place itself is in the set.</summary>
    public bool IsMember { get; set; }

    /// <summary>Whether neither it nor anything below is in the set.</summary>
    public bool IsEmpty => !IsMember && Children.Values.All(child => child.IsEmpty);

    /// <summary>The fields that an object sets, without those that only the server writes.</summary>
    public static FieldSet Of(JsonObject value, Shape shape)
    {
        var all = OfNode(value, shape);
        all.Children.Remove("f:apiVersion");
        all.Children.Remove("f:kind");
        if (all.Children.TryGetValue("f:metadata", out var metadata))
        {
            foreach (var name in ServerFields.Metadata)
            {
                metadata.Children.Remove("f:" + name);
            }
        }

        return all.Without(new FieldSet());
    }

    /// <summary>Reads the form of managed fields.</summary>
    public static FieldSet Parse(JsonObject? fields)
    {
        var set = new FieldSet { IsMember = fields is null || fields.Count == 0 || fields.ContainsKey(".") };
        foreach (var (name, child) in fields ?? [])
        {
            if (name != ".")
            {
                set.Children[name] = Parse(child as JsonObject);
            }
        }

        return set;
    }

    /// <summary>Writes the form of managed fields.</summary>
    public JsonObject ToJson()
    {
        var fields = new JsonObject();
        if (IsMember && Children.Count > 0)
        {
            fields["."] = new JsonObject();
        }

        foreach (var (name, child) in Children)
        {
            fields[name] = child.ToJson();
        }

        return fields;
    }

    /// <summary>What is in this set and not in the other.</summary>
    public FieldSet Without(FieldSet other) => Combine(other, (here, there) => here && !there);

    /// <summary>What is in both.</summary>
    public FieldSet And(FieldSet other) => Combine(other, (here, there) => here && there);

    /// <summary>What is in either.</summary>
    public FieldSet Or(FieldSet other) => Combine(other, (here, there) => here || there);

    /// <summary>The members as texts such as <c>.spec.replicas</c>, for messages.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember)
        {
            yield return prefix;
        }

        foreach (var (name, child) in Children)
        {
            var step = name.StartsWith("f:", StringComparison.Ordinal) ? "." + name[2..] : $"[{name[2..].Trim('{', '}')}]";
            foreach (var path in child.Paths(prefix + step))
            {
                yield return path;
            }
        }
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> keep)
    {
        var result = new FieldSet { IsMember = keep(IsMember, other.IsMember) };
        foreach (var name in Children.Keys.Union(other.Children.Keys))
        {
            var child = Children.GetValueOrDefault(name, None).Combine(other.Children.GetValueOrDefault(name, None), keep);
            if (!child.IsEmpty)
            {
                result.Children[name] = child;
            }
        }

        return result;
    }

    private static readonly FieldSet None = new();

    private static FieldSet OfNode(JsonNode? value, Shape shape)
    {
        var set = new FieldSet();
        if (value is JsonObject { Count: > 0 } fields && !shape.IsAtomic)
        {
            foreach (var (name, child) in fields)
            {
                set.Children["f:" + name] = OfNode(child, shape.Field(name));
            }
        }
        else if (value is JsonArray { Count: > 0 } items && shape.List != ListKind.Atomic)
        {
            foreach (var item in items)
            {
                var child = shape.List == ListKind.Set ? new FieldSet() : OfNode(item, shape.Item());
                child.IsMember = true;
                set.Children[shape.Element(item)] = child;
            }
        }
        else
        {
            set.IsMember = true;
        }

        return set;
    }
}
