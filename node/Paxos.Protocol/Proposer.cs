using Paxos.Protocol.Proposing;

namespace Paxos.Protocol;

/// <summary>What a proposer is doing.</summary>
public enum ProposerPhase
{
    /// <summary>It watches the leader and campaigns when there is none.</summary>
    Standby = 1,

    /// <summary>It collects promises for its ballot.</summary>
    Preparing = 2,

    /// <summary>It sequences commands.</summary>
    Leading = 3,
}

/// <summary>
/// Proposes batches under its own ballots (Lamport, "Paxos Made Simple", section 3: one distinguished proposer runs phase 1 once
/// for all slots, and phase 2 for each). It keeps nothing on disk: a ballot holds random bits of this start, so that no ballot is
/// ever used twice.
/// </summary>
public sealed class Proposer : AdoptingNode
{
    private ProposerState state;

    /// <summary>A proposer of the process described by <paramref name="context"/>.</summary>
    public Proposer(NodeContext context, Prng random, bool speaksForProcess)
        : base(Role.Proposer, context, random, speaksForProcess)
    {
        Owner = NodeContext.OwnerOf(context.Name, context.BootNonce);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.BallotsShared))
        {
            Owner = 0;
        }
#endif
        state = new Standby(this, campaignFrom: default);
    }

    /// <inheritdoc/>
    public override string Hindrance => AdoptionHindrance.Length > 0 ? AdoptionHindrance
        : Leader.Length == 0 ? "no leader is known"
        : string.Empty;

    /// <summary>What it is doing.</summary>
    public ProposerPhase Phase => state switch
    {
        Leading => ProposerPhase.Leading,
        Preparing => ProposerPhase.Preparing,
        _ => ProposerPhase.Standby,
    };

    /// <summary>This proposer in this life, as in <see cref="Ballot.Owner"/>.</summary>
    public ulong Owner { get; }

    /// <summary>The highest ballot it led, tried or heard of.</summary>
    public Ballot HighestBallot { get; private set; }

    /// <summary>The name of the leader it believes in; empty when none.</summary>
    public string Leader { get; private set; } = string.Empty;

    /// <summary>While leading: slots up to it are chosen. Otherwise the watermark last heard.</summary>
    public Slot ChosenTo => state is Leading leading ? leading.ChosenTo : HeardChosenTo;

    /// <summary>While leading: the next slot to propose in; otherwise <see cref="Slot.None"/>.</summary>
    public Slot NextSlot => state is Leading leading ? leading.NextSlot : Slot.None;

    /// <summary>While leading: slots proposed and not yet chosen.</summary>
    public int InFlightCount => state is Leading leading ? leading.InFlightCount : 0;

    /// <summary>While leading: commands that wait to be proposed.</summary>
    public int QueuedCount => state is Leading leading ? leading.QueuedCount : 0;

    /// <summary>While leading: votes up to here may be forgotten; otherwise <see cref="Slot.None"/>.</summary>
    public Slot TrimTo => state is Leading leading ? leading.TrimTo : Slot.None;

    /// <summary>While leading: whose durable snapshots trimming waits for; empty when for nobody.</summary>
    public string TrimWaitsFor => state is Leading leading ? leading.TrimWaitsFor : string.Empty;

    /// <summary>How long the last election that it won took, in milliseconds from the first question to office.</summary>
    public long LastElectionMilliseconds { get; internal set; }

    /// <summary>The newest word of the learners: what is surely chosen, and cluster time there.</summary>
    internal Progress? BestProgress { get; private set; }

    internal Slot HeardChosenTo { get; set; }

    internal bool IsStopping { get; private set; }

    internal Instant Clock => Now;

    internal Prng Dice => Random;

    internal ProtocolOptions Settings => Options;

    internal Configuration Acceptors => Configuration!;

    internal string Name => Context.Name;

    internal IReadOnlyList<string> AliveProposers => Membership.AliveWith(Role.Proposer);

    internal IReadOnlyList<string> AliveLearners => Membership.AliveWith(Role.Learner);

    internal IEnumerable<string> KnownLearners =>
        Membership.Members.Where(member => member.Roles.Has(Role.Learner)).Select(member => member.Name);

    internal void Become(ProposerState next) => state = next;

    internal void SendNow(NodeId to, Message message) => SendAtOnce(to, message);

    internal void SendToAcceptors(Message message)
    {
        for (var index = 0; index < Acceptors.Acceptors.Count; index++)
        {
            SendToAcceptor(index, message);
        }
    }

    internal void SendToAcceptor(int index, Message message) =>
        SendAtOnce(new NodeId(Acceptors.Acceptors[index].Name, Role.Acceptor), message);

    internal void SendToOtherProposers(Message message)
    {
        foreach (var name in AliveProposers.Where(name => !string.Equals(name, Name, StringComparison.Ordinal)))
        {
            SendAtOnce(new NodeId(name, Role.Proposer), message);
        }
    }

    internal void Tell(Event fact) => Report(fact);

    internal void SeeBallot(Ballot ballot) => HighestBallot = Ballot.Max(HighestBallot, ballot);

    internal void FollowLeader(string name, Ballot ballot)
    {
        SeeBallot(ballot);
        if (!string.Equals(name, Leader, StringComparison.Ordinal))
        {
            Leader = name;
            if (name.Length > 0)
            {
                Report(new LeaderChanged(name, ballot));
            }
        }
    }

    internal ulong OwnerOf(string name) =>
        Membership.Find(name) is { } member ? NodeContext.OwnerOf(name, member.BootNonce) : 0;

    internal bool IsDoubted(string name) =>
        Membership.Find(name) is not { State: Gossip.MemberState.Alive };

    /// <inheritdoc/>
    protected override void OnRoleMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case Progress progress:
                OnProgress(progress);
                break;
            case Stopping:
                IsStopping = true;
                break;
        }

        if (Configuration is not null)
        {
            state.OnMessage(from, message);
        }
        else if (message is Submit submit)
        {
            SendAtOnce(from, new Refused(RefusalReason.NotLeader, string.Empty, CommandKeys.Of(submit.Commands)));
        }
    }

    /// <inheritdoc/>
    protected override void OnRoleTick()
    {
        if (Configuration is not null)
        {
            state.OnTick();
        }
    }

    /// <inheritdoc/>
    protected override void OnFlush()
    {
        if (Configuration is not null)
        {
            state.OnFlush();
        }
    }

    private void OnProgress(Progress progress)
    {
        if (BestProgress is null || progress.AppliedTo > BestProgress.AppliedTo)
        {
            BestProgress = progress;
        }
    }
}
