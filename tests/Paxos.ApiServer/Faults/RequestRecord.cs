namespace Paxos.ApiServer.Faults;

/// <summary>One request that was answered.</summary>
/// <param name="Verb">The API's verb: get, list, watch, create, update, patch, apply, delete.</param>
/// <param name="Resource">Plural, group and subresource, such as <c>statefulsets.apps/status</c>.</param>
/// <param name="Namespace">The namespace; empty for none.</param>
/// <param name="Name">The object; empty for a collection.</param>
/// <param name="Manager">Who asked: the field manager, else the client's name.</param>
/// <param name="Code">The HTTP status of the answer.</param>
/// <param name="HasChanged">Whether it made a new resource version.</param>
internal sealed record RequestRecord(
    string Verb, string Resource, string Namespace, string Name, string Manager, int Code, bool HasChanged)
{
    /// <summary>Whether it was a write.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch");
}
