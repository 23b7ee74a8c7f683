namespace Paxos.Node.Web;

/// <summary>
/// Where the web endpoints and the admin service get the node's status from; the node's host implements it.
/// </summary>
internal interface INodeStatusSource
{
    /// <summary>
    /// The newest status. Called from any thread, often, and never waits: the host's loop publishes an immutable record
    /// at least once a second, also when nothing has changed (see <see cref="NodeStatus.ReportedAt"/>).
    /// </summary>
    public NodeStatus Current { get; }
}
