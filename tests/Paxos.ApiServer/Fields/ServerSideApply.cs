using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Fields;

/// <summary>Who owns which field after a write, and what an applied configuration makes of an object.</summary>
internal static class ServerSideApply
{
    /// <summary>
    /// Lays a configuration over an object. What the manager applied before and no longer does is taken out, unless somebody else owns it.
    /// </summary>
    /// <exception cref="ApiException">Others own fields with other values, and it is not forced.</exception>
    public static JsonObject Apply(ResourceType type, JsonObject? live, JsonObject applied, Manager manager, bool force, string time)
    {
        var shape = type.Shape;
        var wanted = FieldSet.Of(applied, shape);
        var owners = ManagedFields.Of(live);
        var conflicting = Merging.Differing(wanted, live, applied, shape);
        var conflicts = owners.Conflicts(manager, conflicting).ToList();
        if (conflicts.Count > 0 && !force)
        {
            throw Refusal(type, (string)applied["metadata"]!["name"]!, conflicts);
        }

        owners.TakeFromOthers(manager, conflicting);
        var given = owners.OwnedBy(manager).Without(wanted).Without(owners.OwnedByOthers(manager));
        var result = (JsonObject)(live is null ? applied.DeepClone() : Merging.Merge(live, applied, shape)!);
        Merging.Remove(result, given, shape);
        owners.Set(manager, wanted, (string?)applied["apiVersion"] ?? type.GroupVersion, time);
        result["metadata"] ??= new JsonObject();
        owners.WriteTo(result);
        return result;
    }

    /// <summary>Notes the owner of what any other kind of write changed.</summary>
    public static void Track(ResourceType type, JsonObject? before, JsonObject after, Manager manager, string time)
    {
        var shape = type.Shape;
        var fields = FieldSet.Of(after, shape);
        var had = before is null ? new FieldSet() : FieldSet.Of(before, shape);
        var changed = Merging.Differing(fields, before, after, shape).Or(fields.Without(had));
        var removed = had.Without(fields);
        var owners = ManagedFields.Of(before);
        owners.TakeFromOthers(manager, changed.Or(removed));
        var owned = owners.OwnedBy(manager).Or(changed).Without(removed);
        if (!owned.IsEmpty)
        {
            owners.Set(manager, owned, type.GroupVersion, time);
        }

        owners.WriteTo(after);
    }

    private static ApiException Refusal(ResourceType type, string name, List<(Manager Manager, FieldSet Fields)> conflicts)
    {
        var causes = conflicts
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => (conflict.Manager.Name, Path: path)))
            .ToList();
        var texts = causes.Select(cause => $"conflict with \"{cause.Name}\": {cause.Path}");
        var details = new JsonObject { ["name"] = name, ["group"] = type.Group, ["kind"] = type.Plural };
        details["causes"] = new JsonArray([.. causes.Select(cause => new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = $"conflict with \"{cause.Name}\" using {type.GroupVersion}",
            ["field"] = cause.Path,
        })]);
        var number = causes.Count == 1 ? "1 conflict" : $"{causes.Count} conflicts";
        return new ApiException(409, "Conflict", $"Apply failed with {number}: {string.Join("; ", texts)}") { Details = details };
    }
}
