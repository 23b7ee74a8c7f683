namespace Paxos.ApiServer.Fields;

/// <summary>Who writes, as managed fields tell managers apart.</summary>
/// <param name="Name">The field manager.</param>
/// <param name="Operation"><c>Apply</c> or <c>Update</c>.</param>
/// <param name="Subresource">The subresource that is written through; empty for none.</param>
internal sealed record Manager(string Name, string Operation, string Subresource);
