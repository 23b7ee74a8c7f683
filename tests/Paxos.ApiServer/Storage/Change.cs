using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Storage;

/// <summary>One write, as watches see it.</summary>
/// <param name="Version">The resource version that it made.</param>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="GroupResource">The kind of object.</param>
/// <param name="Object">The object as it is now, or as it was at its end. Nobody changes it.</param>
/// <param name="Previous">The object as it was before; null for a new one.</param>
internal sealed record Change(long Version, string Type, string GroupResource, JsonObject Object, JsonObject? Previous);
