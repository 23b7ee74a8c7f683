using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

/// <summary>A status that the test sets.</summary>
internal sealed class FakeStatusSource(NodeStatus status) : INodeStatusSource
{
    private volatile NodeStatus current = status;

    public NodeStatus Current
    {
        get => current;
        set => current = value;
    }
}
