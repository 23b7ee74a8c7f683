using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Fields;

/// <summary>
/// How a value is merged and owned: what a schema says by <c>x-kubernetes-list-type</c> and <c>x-kubernetes-map-type</c>.
/// </summary>
internal abstract record Shape
{
    /// <summary>Whether an object is merged as one value.</summary>
    public virtual bool IsAtomic => false;

    /// <summary>How the list is merged.</summary>
    public abstract ListKind List { get; }

    /// <summary>The key fields of a list that is a map, with the default of each; null where it has none.</summary>
    public abstract IReadOnlyList<(string Name, JsonNode? Default)> Keys { get; }

    /// <summary>The shape of a field.</summary>
    public abstract Shape Field(string name);

    /// <summary>The shape of the items.</summary>
    public abstract Shape Item();

    /// <summary>What identifies an item of a list that is no atom, in the form of managed fields: <c>k:{…}</c> or <c>v:…</c>.</summary>
    public string Element(JsonNode? item)
    {
        if (List == ListKind.Set)
        {
            return "v:" + (item?.ToJsonString() ?? "null");
        }

        var keys = new JsonObject();
        foreach (var (name, fallback) in Keys.OrderBy(key => key.Name, StringComparer.Ordinal))
        {
            keys[name] = ((item as JsonObject)?[name] ?? fallback)?.DeepClone();
        }

        return "k:" + keys.ToJsonString();
    }
}
