namespace Paxos.Protocol.Proposing;

/// <summary>Standby, Preparing or Leading: what exists only in one phase of a proposer lives in that phase's class.</summary>
/// <param name="proposer">Whose phase it is.</param>
internal abstract class ProposerState(Proposer proposer)
{
    /// <summary>Whose phase it is.</summary>
    protected Proposer Proposer { get; } = proposer;

    /// <summary>One message.</summary>
    public abstract void OnMessage(NodeId from, Message message);

    /// <summary>Time moved on.</summary>
    public abstract void OnTick();

    /// <summary>The host is about to take the effects.</summary>
    public virtual void OnFlush()
    {
    }

    /// <summary>Who leads; to a proposer that does not, commands come by mistake.</summary>
    protected void Refuse(NodeId from, Submit submit, RefusalReason reason) =>
        Proposer.SendNow(from, new Refused(reason, Proposer.Leader, CommandKeys.Of(submit.Commands)));
}
