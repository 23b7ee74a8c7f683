using Paxos.Protocol;

namespace Paxos.Node.Tests.Host;

/// <summary>A role that does with each message what the test says.</summary>
internal sealed class FakeRole(NodeContext context, Role role, bool speaksForProcess)
    : BaseNode(role, context, new Prng(1), speaksForProcess)
{
    public List<Message> Heard { get; } = [];

    public int Ticks { get; private set; }

    public Action<FakeRole, NodeId, Message> OnHeard { get; set; } = (_, _, _) => { };

    public override string Hindrance => string.Empty;

    public new void Persist(DurableRecord record) => base.Persist(record);

    public new void Send(NodeId to, Message message) => base.Send(to, message);

    public new void SendAtOnce(NodeId to, Message message) => base.SendAtOnce(to, message);

    public new void ReplyToHost(Message message) => base.ReplyToHost(message);

    public new void Report(Event fact) => base.Report(fact);

    protected override void OnMessage(NodeId from, Message message)
    {
        Heard.Add(message);
        OnHeard(this, from, message);
    }

    protected override void OnTick() => Ticks++;
}
