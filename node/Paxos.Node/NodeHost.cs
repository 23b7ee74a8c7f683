using Paxos.Node.Host;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node;

/// <summary>
/// Drives all roles of the process, one thread at a time. A round: take what has arrived, a bounded number at a time; let time pass; then
/// do what each role asks for, messages that promise nothing first and messages that rest on records once those are durable (rule D1).
/// Whoever brings a message takes the turn and runs the rounds itself, unless another thread has the turn and will see the message
/// before it gives the turn back: to wake a thread costs more than most messages. A thread of the host's own sees to the time and to
/// what is left over.
/// </summary>
internal sealed class NodeHost
{
    /// <summary>Envelopes in one round at most: a few milliseconds of work, so that effects and ticks do not wait longer.</summary>
    public const int RoundEnvelopesMax = 1_024;

    /// <summary>
    /// Rounds that a thread which brought a message runs at most: it has its own work, and the host's thread does the rest.
    /// </summary>
    public const int VisitRoundsMax = 16;

    /// <summary>
    /// The longest time between two ticks. Messages never wait for one, so it only bounds how exactly the roles measure; ticks of 20 ms
    /// were a third of all that an idle node costs.
    /// </summary>
    public static readonly TimeSpan TickIntervalMax = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How far time moves in the roles at one tick at most. After a longer gap this process itself stood still, for want of a processor
    /// or by a signal: what the others said meanwhile may still be under way, so their silence means nothing.
    /// </summary>
    public static readonly TimeSpan TickStepMax = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<Role, HostedRole> roles;
    private readonly IReadOnlyList<HostedRole> ordered;
    private readonly Inbox inbox;
    private readonly Deliverer deliverer;
    private readonly Action<NodeId, Event> onEvent;
    private readonly TimeProvider timeProvider;
    private readonly List<Envelope> round = new(RoundEnvelopesMax);
    private readonly long tickMilliseconds;
    private readonly long startedAt;
    private Instant tickedAt;
    private long stoodStillMilliseconds;
    private long nextTick;
    private int turn;

    /// <summary>A host that has not begun.</summary>
    /// <param name="roles">The roles, recovered; the first one speaks for the process.</param>
    /// <param name="inbox">What they are told.</param>
    /// <param name="deliverer">Where their messages go.</param>
    /// <param name="onEvent">Takes facts for people.</param>
    /// <param name="heartbeat">The shortest interval that the roles must keep; they tick at least twice in it.</param>
    /// <param name="timeProvider">The clock.</param>
    public NodeHost(
        IReadOnlyList<HostedRole> roles,
        Inbox inbox,
        Deliverer deliverer,
        Action<NodeId, Event> onEvent,
        TimeSpan heartbeat,
        TimeProvider timeProvider)
    {
        ordered = roles;
        this.roles = roles.ToDictionary(hosted => hosted.Role.Id.Role);
        this.inbox = inbox;
        this.deliverer = deliverer;
        this.onEvent = onEvent;
        this.timeProvider = timeProvider;
        tickMilliseconds = (long)Math.Min(heartbeat.TotalMilliseconds / 2, TickIntervalMax.TotalMilliseconds);
        startedAt = timeProvider.GetTimestamp();
    }

    /// <summary>Called with the turn after each tick, with nothing half done: to look at roles and to describe them.</summary>
    public Action<Instant>? AfterTick { get; set; }

    private bool HasWork => inbox.Count > 0 || Now().Milliseconds >= Volatile.Read(ref nextTick);

    /// <summary>
    /// Rounds until <paramref name="cancellationToken"/> asks to stop; to be called on a thread of its own. Returns with the turn, so
    /// that no other thread runs a round any more.
    /// </summary>
    public void Run(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(inbox.Wake);
        while (!cancellationToken.IsCancellationRequested)
        {
            RunRounds(int.MaxValue);

            // At least a millisecond: the turn may be another thread's just when a tick is due, and that thread does it.
            var untilTick = Volatile.Read(ref nextTick) - Now().Milliseconds;
            inbox.Wait(TimeSpan.FromMilliseconds(Math.Clamp(untilTick, 1, tickMilliseconds)));
        }

        SpinWait.SpinUntil(TryTakeTurn);
    }

    /// <summary>Runs what waits on the calling thread, unless another one has the turn.</summary>
    public void Visit()
    {
        if (RunRounds(VisitRoundsMax) == VisitRoundsMax)
        {
            inbox.Wake();
        }
    }

    /// <summary>One round, by a thread that has the turn.</summary>
    public void RunRound()
    {
        round.Clear();
        inbox.Take(round, RoundEnvelopesMax);
        foreach (var envelope in round)
        {
            Give(envelope);
        }

        var now = Now();
        var isTick = now.Milliseconds >= nextTick;
        if (isTick)
        {
            now = WithoutStandstill(now);
            Volatile.Write(ref nextTick, now.Milliseconds + tickMilliseconds);
            foreach (var hosted in ordered)
            {
                hosted.Role.Tick(now);
            }
        }

        TakeEffects();
        if (isTick)
        {
            AfterTick?.Invoke(now);
        }
    }

    /// <summary>Does what every role asks for.</summary>
    public void TakeEffects()
    {
        foreach (var hosted in ordered)
        {
            var effects = hosted.Role.TakeEffects();
            foreach (var fact in effects.Events)
            {
                onEvent(hosted.Role.Id, fact);
            }

            deliverer.Deliver(effects.AtOnce);
            hosted.Gate.Pass(effects.Records, effects.AfterDurable);
        }

        deliverer.SendOff();
    }

    /// <returns>How many rounds were run.</returns>
    private int RunRounds(int max)
    {
        // What arrives while another thread has the turn is seen by that thread: it looks again after it gave the turn back.
        var rounds = 0;
        while (rounds < max && HasWork && TryTakeTurn())
        {
            rounds++;
            RunRound();
            Interlocked.Exchange(ref turn, 0);
        }

        return rounds;
    }

    private bool TryTakeTurn() => Interlocked.Exchange(ref turn, 1) == 0;

    /// <summary>
    /// Gossip is between processes: the role that speaks for this one takes it. A role not held here takes nothing, and one whose disk
    /// is far behind loses what comes by network; the others repeat it.
    /// </summary>
    private void Give(Envelope envelope)
    {
        if (envelope.Message is GossipMessage)
        {
            ordered[0].Role.Receive(envelope);
        }
        else if (roles.TryGetValue(envelope.To.Role, out var hosted)
            && (envelope.From == NodeId.Host || hosted.Gate.HasRoom))
        {
            hosted.Role.Receive(envelope);
        }
    }

    private Instant WithoutStandstill(Instant now)
    {
        var excess = Math.Max(0, now.Since(tickedAt) - (long)TickStepMax.TotalMilliseconds);
        stoodStillMilliseconds += excess;
        tickedAt = now.Plus(-excess);
        return tickedAt;
    }

    private Instant Now() =>
        new((long)timeProvider.GetElapsedTime(startedAt).TotalMilliseconds - stoodStillMilliseconds);
}
