using System.Text.Json.Nodes;

namespace Paxos.ApiServer;

/// <summary>A refusal, which the client sees as an object of kind <c>Status</c>.</summary>
internal sealed class ApiException(int code, string reason, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Code { get; } = code;

    /// <summary>The machine's word for it.</summary>
    public string Reason { get; } = reason;

    /// <summary>Kind, name and causes; null when there is nothing to add.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>The answer's body.</summary>
    public JsonObject Status => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = Message,
        ["reason"] = Reason,
        ["details"] = Details?.DeepClone(),
        ["code"] = Code,
    };

    /// <summary>There is no such object.</summary>
    public static ApiException NotFound(Resources.ResourceType type, string name) =>
        new(404, "NotFound", $"{type.GroupResource} \"{name}\" not found") { Details = About(type, name) };

    /// <summary>There is no such path.</summary>
    public static ApiException NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource");

    /// <summary>The object exists.</summary>
    public static ApiException AlreadyExists(Resources.ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.GroupResource} \"{name}\" already exists") { Details = About(type, name) };

    /// <summary>The object has changed, or is held by somebody else.</summary>
    public static ApiException Conflict(Resources.ResourceType type, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.GroupResource} \"{name}\": {why}") { Details = About(type, name) };

    /// <summary>The request itself makes no sense.</summary>
    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>What is asked for is no longer kept.</summary>
    public static ApiException Expired() => new(410, "Expired", "The resourceVersion for the provided watch is too old.");

    /// <summary>The object breaks rules; each cause is a field and its message.</summary>
    public static ApiException Invalid(Resources.ResourceType type, string name, IReadOnlyList<(string Field, string Message)> causes)
    {
        var texts = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        var all = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = About(type, name);
        details["causes"] = new JsonArray([.. causes.Select(cause => new JsonObject
        {
            ["reason"] = "FieldValueInvalid",
            ["message"] = cause.Message,
            ["field"] = cause.Field,
        })]);
        return new ApiException(422, "Invalid", $"{type.GroupKind} \"{name}\" is invalid: {all}") { Details = details };
    }

    private static JsonObject About(Resources.ResourceType type, string name) =>
        new() { ["name"] = name, ["group"] = type.Group, ["kind"] = type.Plural };
}
