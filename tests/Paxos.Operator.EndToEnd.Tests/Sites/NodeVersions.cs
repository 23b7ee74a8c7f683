namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>The images of nodes that a site has.</summary>
/// <param name="Repository">The image without its tag.</param>
/// <param name="First">The version that clusters begin with.</param>
/// <param name="Second">Another one, to which they roll.</param>
/// <param name="Crashing">One whose program ends at once; null where there is none.</param>
internal sealed record NodeVersions(string Repository, string First, string Second, string? Crashing)
{
    /// <summary>A version that no registry has.</summary>
    public const string Missing = "0.0.0-missing";
}
