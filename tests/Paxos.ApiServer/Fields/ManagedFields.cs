using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Fields;

/// <summary>The owners of an object's fields, read from and written to <c>metadata.managedFields</c>.</summary>
internal sealed class ManagedFields
{
    private readonly List<(Manager Manager, FieldSet Fields, JsonObject Entry)> _entries = [];

    /// <summary>Reads those of an object.</summary>
    public static ManagedFields Of(JsonObject? value)
    {
        var result = new ManagedFields();
        foreach (var entry in (value?["metadata"]?["managedFields"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var manager = new Manager(Text(entry, "manager"), Text(entry, "operation"), Text(entry, "subresource"));
            result._entries.Add((manager, FieldSet.Parse(entry["fieldsV1"] as JsonObject), (JsonObject)entry.DeepClone()));
        }

        return result;
    }

    private static string Text(JsonObject entry, string name) => (string?)entry[name] ?? "";

    /// <summary>What a manager owns.</summary>
    public FieldSet OwnedBy(Manager manager) => _entries.Find(entry => entry.Manager == manager).Fields ?? new FieldSet();

    /// <summary>What all others own.</summary>
    public FieldSet OwnedByOthers(Manager manager) => _entries.Where(entry => entry.Manager != manager)
        .Aggregate(new FieldSet(), (all, entry) => all.Or(entry.Fields));

    /// <summary>The others that own any of some fields, and which.</summary>
    public IEnumerable<(Manager Manager, FieldSet Fields)> Conflicts(Manager manager, FieldSet wanted) => _entries
        .Where(entry => entry.Manager != manager)
        .Select(entry => (entry.Manager, Fields: entry.Fields.And(wanted)))
        .Where(conflict => !conflict.Fields.IsEmpty);

    /// <summary>Nobody but the manager owns some fields any more.</summary>
    public void TakeFromOthers(Manager manager, FieldSet fields)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Manager != manager)
            {
                _entries[i] = _entries[i] with { Fields = _entries[i].Fields.Without(fields) };
            }
        }
    }

    /// <summary>A manager owns exactly these fields.</summary>
    public void Set(Manager manager, FieldSet fields, string apiVersion, string time)
    {
        var index = _entries.FindIndex(entry => entry.Manager == manager);
        var written = fields.ToJson();
        if (index >= 0 && JsonNode.DeepEquals(_entries[index].Fields.ToJson(), written))
        {
            return;
        }

        var entry = new JsonObject
        {
            ["manager"] = manager.Name,
            ["operation"] = manager.Operation,
            ["apiVersion"] = apiVersion,
            ["time"] = time,
            ["fieldsType"] = "FieldsV1",
        };
        if (manager.Subresource.Length > 0)
        {
            entry["subresource"] = manager.Subresource;
        }

        if (index >= 0)
        {
            _entries[index] = (manager, fields, entry);
        }
        else
        {
            _entries.Add((manager, fields, entry));
        }
    }

    /// <summary>Writes the owners into an object.</summary>
    public void WriteTo(JsonObject value)
    {
        var list = new JsonArray();
        foreach (var (_, fields, entry) in _entries.Where(entry => !entry.Fields.IsEmpty))
        {
            var written = (JsonObject)entry.DeepClone();
            written["fieldsV1"] = fields.ToJson();
            list.Add(written);
        }

        if (list.Count > 0)
        {
            value["metadata"]!["managedFields"] = list;
        }
        else
        {
            ((JsonObject)value["metadata"]!).Remove("managedFields");
        }
    }
}
