using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Controllers;

/// <summary>What the controllers share: reading, writing as the cluster itself, events.</summary>
internal sealed class World(ObjectStore store, ObjectWriter writer)
{
    private static readonly WriteOptions Own = new() { Manager = "kube-controller-manager" };

    /// <summary>The kinds.</summary>
    public ResourceCatalog Catalog => writer.Catalog;

    /// <summary>The time as objects write it.</summary>
    public string Now => writer.Now;

    /// <summary>The objects of a kind.</summary>
    public IReadOnlyList<JsonObject> List(ResourceType type, string? space = null) => store.List(type, space).Objects;

    /// <summary>An object, or null.</summary>
    public JsonObject? Find(ResourceType type, string space, string name) => store.Find(type, new ObjectKey(space, name));

    /// <summary>The pods, or sets of pods, that belong to an object.</summary>
    public IReadOnlyList<JsonObject> OwnedBy(JsonObject owner, ResourceType type) =>
    [
        .. List(type, NamespaceOf(owner)).Where(one => ObjectWriter.Owners(one).Any(reference =>
            (string?)reference!["uid"] == (string?)owner["metadata"]!["uid"])),
    ];

    /// <summary>Makes an object; what forbids it becomes an event of its owner.</summary>
    public void Create(ResourceType type, JsonObject value, JsonObject owner)
    {
        try
        {
            writer.Create(type, NamespaceOf(owner), value, Own);
        }
        catch (ApiException e)
        {
            Tell(owner, "Warning", "FailedCreate", $"create {type.Kind} {value["metadata"]!["name"]} failed: {e.Message}");
        }
    }

    /// <summary>Writes an object as changed.</summary>
    public void Change(ResourceType type, JsonObject live, Action<JsonObject> change, string subresource = "")
    {
        var changed = (JsonObject)live.DeepClone();
        change(changed);
        writer.Replace(type, KeyOf(live), changed, Own with { Subresource = subresource });
    }

    /// <summary>Writes an object's status.</summary>
    public void SetStatus(ResourceType type, JsonObject live, JsonObject status) =>
        Change(type, live, changed => changed["status"] = status, "status");

    /// <summary>Deletes an object.</summary>
    public void Delete(ResourceType type, JsonObject value, long? grace = null) =>
        writer.Delete(type, KeyOf(value), new DeleteOptions { GraceSeconds = grace, Uid = (string?)value["metadata"]!["uid"] });

    /// <summary>Tells an event about an object, once for each text.</summary>
    public void Tell(JsonObject about, string type, string reason, string message)
    {
        var name = $"{NameOf(about)}.{Hash($"{about["metadata"]!["uid"]} {reason} {message}")}";
        var space = NamespaceOf(about);
        var events = Catalog.Find("", "v1", "events")!;
        if (Find(events, space, name) is null)
        {
            writer.Create(events, space, Event(name, about, type, reason, message), Own);
        }
    }

    /// <summary>The reference by which an object owns others.</summary>
    public static JsonObject ReferenceTo(JsonObject owner) => new()
    {
        ["apiVersion"] = (string)owner["apiVersion"]!,
        ["kind"] = (string)owner["kind"]!,
        ["name"] = NameOf(owner),
        ["uid"] = (string)owner["metadata"]!["uid"]!,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>Whether a pod's condition Ready is true.</summary>
    public static bool IsReady(JsonObject pod) => (pod["status"]?["conditions"] as JsonArray ?? []).Any(condition =>
        (string?)condition!["type"] == "Ready" && (string?)condition["status"] == "True");

    /// <summary>Whether somebody has asked to delete an object.</summary>
    public static bool IsEnding(JsonObject value) => value["metadata"]!["deletionTimestamp"] is not null;

    /// <summary>An object's name.</summary>
    public static string NameOf(JsonObject value) => (string)value["metadata"]!["name"]!;

    /// <summary>An object's namespace; empty for none.</summary>
    public static string NamespaceOf(JsonObject value) => (string?)value["metadata"]!["namespace"] ?? "";

    /// <summary>A short hash, for names of revisions.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10];

    /// <summary>A condition; its time of transition is kept while its status stays.</summary>
    public JsonObject Condition(JsonObject about, string type, bool isTrue, string reason = "", string message = "")
    {
        var status = isTrue ? "True" : "False";
        var before = (about["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(one => (string?)one!["type"] == type);
        var since = (string?)before?["status"] == status ? (string?)before!["lastTransitionTime"] ?? Now : Now;
        var condition = new JsonObject { ["type"] = type, ["status"] = status, ["lastTransitionTime"] = since };
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
            condition["message"] = message;
        }

        return condition;
    }

    private static ObjectKey KeyOf(JsonObject value) => new(NamespaceOf(value), NameOf(value));

    private JsonObject Event(string name, JsonObject about, string type, string reason, string message) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = (string?)about["apiVersion"],
            ["kind"] = (string?)about["kind"],
            ["name"] = NameOf(about),
            ["namespace"] = NamespaceOf(about),
            ["uid"] = (string?)about["metadata"]!["uid"],
        },
        ["type"] = type,
        ["reason"] = reason,
        ["message"] = message,
        ["count"] = 1,
        ["firstTimestamp"] = Now,
        ["lastTimestamp"] = Now,
        ["source"] = new JsonObject { ["component"] = Own.Manager },
    };

    /// <summary>A number as a label's text.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
