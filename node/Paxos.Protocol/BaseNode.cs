using Paxos.Protocol.Gossip;

namespace Paxos.Protocol;

/// <summary>
/// What every role shares: one mailbox, its cluster's identity, its part in the process's gossip, and the order of effects. Three
/// inputs (<see cref="Recover"/>, <see cref="Receive"/>, <see cref="Tick"/>), one output (<see cref="TakeEffects"/>). Synchronous
/// and single-threaded; it knows no clock, disk, network or thread, so the same object runs in production and in the simulator.
/// </summary>
public abstract class BaseNode
{
    private readonly List<DurableRecord> records = [];
    private readonly List<Envelope> afterDurable = [];
    private readonly List<Envelope> atOnce = [];
    private readonly List<Event> events = [];
    private readonly bool speaksForProcess;

    /// <summary>A role of the process described by <paramref name="context"/>.</summary>
    /// <param name="role">Which role it is.</param>
    /// <param name="context">The process it runs in.</param>
    /// <param name="random">This role's own randomness.</param>
    /// <param name="speaksForProcess">True for exactly one role of a process: the one that carries its gossip.</param>
    protected BaseNode(Role role, NodeContext context, Prng random, bool speaksForProcess)
    {
        Id = new NodeId(context.Name, role);
        Context = context;
        Random = random;
        this.speaksForProcess = speaksForProcess;
    }

    /// <summary>This role's address.</summary>
    public NodeId Id { get; }

    /// <summary>The configuration that this role acts in; null until it has formed or adopted one.</summary>
    public Configuration? Configuration { get; protected set; }

    /// <summary>What hinders this role from doing its work, for people; empty when nothing does.</summary>
    public abstract string Hindrance { get; }

    /// <summary>The process this role runs in.</summary>
    protected NodeContext Context { get; }

    /// <summary>Durations and bounds.</summary>
    protected ProtocolOptions Options => Context.Options;

    /// <summary>Gossip's opinion of the members: hints only (rule G1).</summary>
    protected Membership Membership => Context.Membership;

    /// <summary>This role's own randomness.</summary>
    protected Prng Random { get; }

    /// <summary>The time of the newest <see cref="Tick"/>.</summary>
    protected Instant Now { get; private set; }

    /// <summary>Takes back one record of an earlier life; all of them, in order, come before any other input.</summary>
    public virtual void Recover(DurableRecord record) =>
        throw new System.Diagnostics.UnreachableException($"{Id} keeps no records and was given {record.GetType().Name}.");

    /// <summary>Takes one message: gossip goes to the membership, what is foreign is dropped, the rest is the role's.</summary>
    public void Receive(Envelope envelope)
    {
        if (envelope.Message is GossipMessage gossip)
        {
            if (!IsForeignCluster(envelope))
            {
                Membership.Receive(envelope.From.Name, gossip);
            }

            return;
        }

        Invariant.Check(envelope.To == Id, $"N1: {Id} was given a message for {envelope.To}");
        if (envelope.From == NodeId.Host || envelope.Message is IdentityAsk or IdentityTold || IsOfThisCluster(envelope))
        {
            OnMessage(envelope.From, envelope.Message);
        }
    }

    /// <summary>
    /// Moves time forward; called every few milliseconds, and once before the first message. Timers fire here and nowhere else.
    /// </summary>
    /// <param name="now">Not earlier than the last one.</param>
    public void Tick(Instant now)
    {
        Invariant.Check(now.HasReached(Now), $"N2: {Id}'s clock went back from {Now.Milliseconds} to {now.Milliseconds}");
        Now = now;
        if (speaksForProcess)
        {
            Membership.Tick(now);
        }

        OnTick();
    }

    /// <summary>What the steps since the last call ask of the host.</summary>
    public Effects TakeEffects()
    {
        OnFlush();
        if (speaksForProcess)
        {
            TakeGossip();
        }

        if (records.Count == 0 && afterDurable.Count == 0 && atOnce.Count == 0 && events.Count == 0)
        {
            return Effects.None;
        }

        var effects = new Effects([.. records], [.. afterDurable], [.. atOnce], [.. events]);
        records.Clear();
        afterDurable.Clear();
        atOnce.Clear();
        events.Clear();
        return effects;
    }

    /// <summary>One message for this role.</summary>
    protected abstract void OnMessage(NodeId from, Message message);

    /// <summary>Time moved to <see cref="Now"/>.</summary>
    protected abstract void OnTick();

    /// <summary>The host is about to take the effects: what gathers while messages are drained, batches above all, leaves now.</summary>
    protected virtual void OnFlush()
    {
    }

    /// <summary>Makes <paramref name="record"/> durable, before every later <see cref="Send"/> leaves.</summary>
    protected void Persist(DurableRecord record) => records.Add(record);

    /// <summary>Sends after everything persisted so far is durable (rule D1).</summary>
    protected void Send(NodeId to, Message message) => afterDurable.Add(Sealed(to, message));

    /// <summary>Sends now: for messages that promise nothing.</summary>
    protected void SendAtOnce(NodeId to, Message message) => atOnce.Add(Sealed(to, message));

#if PLANTED_BUGS
    /// <summary>What waits for the disk leaves now: breaks rule D1.</summary>
    protected void ReleaseAtOnce()
    {
        atOnce.AddRange(afterDurable);
        afterDurable.Clear();
    }

#endif
    /// <summary>Answers the process around this role.</summary>
    protected void ReplyToHost(Message message) => atOnce.Add(new Envelope(Id, NodeId.Host, 0, 0, message));

    /// <summary>Tells people a fact.</summary>
    protected void Report(Event fact) => events.Add(fact);

    private Envelope Sealed(NodeId to, Message message) =>
        new(Id, to, Configuration?.ClusterId ?? 0, Configuration?.Epoch ?? 0, message);

    private bool IsForeignCluster(Envelope envelope)
    {
        var isForeign = Configuration is not null && envelope.ClusterId != 0 && envelope.ClusterId != Configuration.ClusterId;
        if (isForeign)
        {
            Report(new ForeignFrameDropped(envelope.From, envelope.ClusterId, envelope.Epoch));
        }

        return isForeign;
    }

    private bool IsOfThisCluster(Envelope envelope)
    {
        if (Configuration is null)
        {
            return false;
        }

        if (envelope.ClusterId == Configuration.ClusterId && envelope.Epoch == Configuration.Epoch)
        {
            return true;
        }

        // A peer that has not adopted the configuration yet says nothing that counts, and that is no alarm.
        if (envelope.ClusterId != 0)
        {
            Report(new ForeignFrameDropped(envelope.From, envelope.ClusterId, envelope.Epoch));
        }

        return false;
    }

    private void TakeGossip()
    {
        foreach (var (to, message) in Membership.TakeMessages())
        {
            // Gossip is between processes; the receiving host gives it to whichever of its roles speaks for it.
            atOnce.Add(Sealed(new NodeId(to, default), message));
        }

        events.AddRange(Membership.TakeEvents());
    }
}
