namespace Paxos.Protocol;

/// <summary>A message on its way, with what every receiver checks first.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="ClusterId">The sender's cluster; 0 while it knows none. Between a role and its own process: 0.</param>
/// <param name="Epoch">The epoch of the configuration that the sender acts in.</param>
/// <param name="Message">What is said.</param>
public sealed record Envelope(NodeId From, NodeId To, ulong ClusterId, uint Epoch, Message Message);
