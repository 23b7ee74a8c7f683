using System.Text.Json.Nodes;
using Paxos.ApiServer.Fields;

namespace Paxos.ApiServer.Patching;

/// <summary>Kubernetes' own merge: lists are merged by the keys of their items. Directives that are not named here are refused.</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Order = "$setElementOrder/";
    private const string DeleteValues = "$deleteFromPrimitiveList/";
    private const string Retain = "$retainKeys";

    /// <summary>What an object is after the patch.</summary>
    public static JsonNode? Apply(JsonNode? value, JsonNode? patch, Shape shape)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        if ((string?)changes[Directive] == "replace")
        {
            var replaced = (JsonObject)changes.DeepClone();
            replaced.Remove(Directive);
            return replaced;
        }

        var result = value is JsonObject ? (JsonObject)value.DeepClone() : [];
        foreach (var (name, change) in changes)
        {
            ApplyField(result, name, change, shape);
        }

        return result;
    }

    private static void ApplyField(JsonObject result, string name, JsonNode? change, Shape shape)
    {
        if (name == Retain)
        {
            var kept = ((JsonArray)change!).Select(key => (string)key!).ToHashSet();
            foreach (var other in result.Select(pair => pair.Key).Where(key => !kept.Contains(key)).ToList())
            {
                result.Remove(other);
            }
        }
        else if (name.StartsWith(DeleteValues, StringComparison.Ordinal))
        {
            var list = result[name[DeleteValues.Length..]] as JsonArray;
            list?.RemoveAll(item => ((JsonArray)change!).Any(gone => JsonNode.DeepEquals(gone, item)));
        }
        else if (name.StartsWith('$') && !name.StartsWith(Order, StringComparison.Ordinal))
        {
            throw ApiException.BadRequest($"this server knows no strategic merge directive \"{name}\"");
        }
        else if (change is null)
        {
            result.Remove(name);
        }
        else if (!name.StartsWith('$'))
        {
            var inner = shape.Field(name);
            result[name] = change is JsonArray items && inner.List != ListKind.Atomic
                ? ApplyItems(result[name] as JsonArray ?? [], items, inner)
                : Apply(result[name], change, inner);
        }
    }

    private static JsonArray ApplyItems(JsonArray live, JsonArray changes, Shape shape)
    {
        if (shape.List == ListKind.Set)
        {
            return [.. live.Concat(changes).Select(item => item?.DeepClone()).DistinctBy(item => item?.ToJsonString())];
        }

        if (changes.Any(item => (string?)item?[Directive] == "replace"))
        {
            return [.. changes.Where(item => item?[Directive] is null).Select(item => item?.DeepClone())];
        }

        // The first key alone finds an item: that is the merge key of every list here.
        var key = shape.Keys[0].Name;
        var result = (JsonArray)live.DeepClone();
        foreach (var change in changes.OfType<JsonObject>())
        {
            var same = result.FirstOrDefault(item => JsonNode.DeepEquals(item?[key], change[key]));
            if (same is not null)
            {
                var index = result.IndexOf(same);
                result.RemoveAt(index);
                if ((string?)change[Directive] != "delete")
                {
                    result.Insert(index, Apply(same, change, shape.Item()));
                }
            }
            else if ((string?)change[Directive] != "delete")
            {
                result.Add(change.DeepClone());
            }
        }

        return result;
    }
}
