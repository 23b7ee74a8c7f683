namespace Paxos.ApiServer.Resources;

/// <summary>A column of the tables that <c>kubectl get</c> shows.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type">The type in OpenAPI's words; <c>date</c> is shown as an age.</param>
/// <param name="Path">The JSONPath of the value.</param>
/// <param name="Priority">0 is always shown, more only with <c>-o wide</c>.</param>
/// <param name="Description">What it means.</param>
internal sealed record PrinterColumn(string Name, string Type, string Path, int Priority = 0, string Description = "")
{
    /// <summary>The age of an object.</summary>
    public static PrinterColumn Age { get; } = new("Age", "date", ".metadata.creationTimestamp");
}
