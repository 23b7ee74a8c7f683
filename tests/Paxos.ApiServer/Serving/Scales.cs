using System.Text.Json.Nodes;
using Paxos.ApiServer.Patching;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Selecting;
using Paxos.ApiServer.Storage;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Serving;

/// <summary>The subresource <c>scale</c>.</summary>
internal static class Scales
{
    /// <summary>An object seen as its numbers.</summary>
    public static JsonObject Of(ResourceType type, JsonObject value)
    {
        var paths = type.Scale!;
        var metadata = new JsonObject();
        foreach (var name in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            metadata[name] = value["metadata"]![name]?.DeepClone();
        }

        var selector = paths.Selector is { } path ? JsonPath.Find(value, path)?.DeepClone() : null;
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = JsonPath.Find(value, paths.Spec)?.DeepClone() ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = JsonPath.Find(value, paths.Status)?.DeepClone() ?? 0, ["selector"] = selector },
        };
    }

    /// <summary>Writes the wanted number of a changed scale into the object.</summary>
    /// <exception cref="ApiException">It is no number, or the object refuses it.</exception>
    public static JsonObject Write(
        ObjectWriter writer, ObjectStore store, Target target, Func<JsonObject, JsonNode?> change, WriteOptions options)
    {
        lock (store.Gate)
        {
            var live = store.Find(target.Type, target.Key) ?? throw ApiException.NotFound(target.Type, target.Name!);
            var scale = change(Of(target.Type, live));
            var wanted = scale?["spec"]?["replicas"] ?? throw ApiException.BadRequest("spec.replicas of a Scale is missing");
            var changed = (JsonObject)live.DeepClone();
            JsonPath.Set(changed, target.Type.Scale!.Spec, wanted.DeepClone());
            if (scale["metadata"]?["resourceVersion"] is { } version)
            {
                changed["metadata"]!["resourceVersion"] = version.DeepClone();
            }

            return Of(target.Type, writer.Replace(target.Type, target.Key, changed, options with { Subresource = "scale" }));
        }
    }

    /// <summary>A scale after a patch, or a whole one where no type of patch is named.</summary>
    public static JsonNode? Changed(JsonObject scale, JsonNode body, string? patchType) => patchType switch
    {
        null => body,
        "application/json-patch+json" => JsonPatch.Apply(scale, (JsonArray)body),
        _ => JsonMergePatch.Apply(scale, body),
    };
}
