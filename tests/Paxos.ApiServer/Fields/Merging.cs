using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Fields;

/// <summary>The three operations of server-side apply on values: lay over, take out, compare.</summary>
internal static class Merging
{
    /// <summary>What a value is after a configuration was laid over it; neither is changed.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, Shape shape)
    {
        if (live is JsonObject liveFields && applied is JsonObject appliedFields && !shape.IsAtomic)
        {
            var result = (JsonObject)liveFields.DeepClone();
            foreach (var (name, value) in appliedFields)
            {
                result[name] = Merge(liveFields[name], value, shape.Field(name));
            }

            return result;
        }

        return live is JsonArray liveItems && applied is JsonArray appliedItems && shape.List != ListKind.Atomic
            ? MergeItems(liveItems, appliedItems, shape)
            : applied?.DeepClone();
    }

    /// <summary>Takes the members of a set out of a value, and what has become empty by that.</summary>
    public static void Remove(JsonNode? value, FieldSet fields, Shape shape)
    {
        foreach (var (step, below) in fields.Children)
        {
            if (value is JsonObject container && step.StartsWith("f:", StringComparison.Ordinal))
            {
                RemoveField(container, step[2..], below, shape);
            }
            else if (value is JsonArray items)
            {
                RemoveItem(items, step, below, shape);
            }
        }
    }

    /// <summary>The value at an item's place: an item of the list, or null.</summary>
    public static JsonNode? Find(JsonArray items, string element, Shape shape) =>
        items.FirstOrDefault(item => shape.Element(item) == element);

    /// <summary>The members of a set at which two values differ.</summary>
    public static FieldSet Differing(FieldSet fields, JsonNode? left, JsonNode? right, Shape shape)
    {
        var result = new FieldSet
        {
            IsMember = fields.IsMember && fields.Children.Count == 0 && !JsonNode.DeepEquals(left, right),
        };
        foreach (var (step, below) in fields.Children)
        {
            var isField = step.StartsWith("f:", StringComparison.Ordinal);
            var inner = isField ? shape.Field(step[2..]) : shape.Item();
            var child = Differing(below, Step(left, step, shape), Step(right, step, shape), inner);
            if (!child.IsEmpty)
            {
                result.Children[step] = child;
            }
        }

        return result;
    }

    private static JsonNode? Step(JsonNode? value, string step, Shape shape) => value switch
    {
        JsonObject fields when step.StartsWith("f:", StringComparison.Ordinal) => fields[step[2..]],
        JsonArray items => Find(items, step, shape),
        _ => null,
    };

    private static JsonArray MergeItems(JsonArray live, JsonArray applied, Shape shape)
    {
        var result = new JsonArray();
        foreach (var item in live)
        {
            var same = Find(applied, shape.Element(item), shape);
            result.Add(same is null ? item?.DeepClone() : Merge(item, same, shape.Item()));
        }

        foreach (var item in applied.Where(item => Find(live, shape.Element(item), shape) is null))
        {
            result.Add(item?.DeepClone());
        }

        return result;
    }

    private static void RemoveField(JsonObject container, string name, FieldSet below, Shape shape)
    {
        if (below.IsMember)
        {
            container.Remove(name);
            return;
        }

        if (container[name] is { } child)
        {
            Remove(child, below, shape.Field(name));
            if (child is JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                container.Remove(name);
            }
        }
    }

    private static void RemoveItem(JsonArray items, string step, FieldSet below, Shape shape)
    {
        if (Find(items, step, shape) is not { } item)
        {
            return;
        }

        if (below.IsMember)
        {
            items.Remove(item);
        }
        else
        {
            Remove(item, below, shape.Item());
        }
    }
}
