namespace Paxos.ApiServer.Fields;

/// <summary>Fields of the metadata that only the server writes, and that nobody owns.</summary>
internal static class ServerFields
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Metadata { get; } =
    [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "selfLink", "managedFields",
    ];
}
