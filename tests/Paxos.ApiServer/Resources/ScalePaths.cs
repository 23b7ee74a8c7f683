namespace Paxos.ApiServer.Resources;

/// <summary>Where the subresource <c>scale</c> finds its numbers, as paths such as <c>.spec.replicas</c>.</summary>
/// <param name="Spec">The wanted number.</param>
/// <param name="Status">The number that there is.</param>
/// <param name="Selector">The selector of the counted pods, as text; null when none is told.</param>
internal sealed record ScalePaths(string Spec, string Status, string? Selector);
