using Paxos.Node.Disk;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;
using Paxos.Simulator.Disks;

namespace Paxos.Simulator;

/// <summary>
/// A process: roles that live and die together, a clock of its own that runs a little fast or slow and starts anywhere, and disks
/// that outlive it.
/// </summary>
internal sealed class SimulatedProcess
{
    private readonly World world;
    private readonly SortedDictionary<Role, SimulatedDisk> disks = [];
    private readonly List<SimulatedRole> roles = [];
    private bool isStepPlanned;
    private long bornAt;
    private long clockOffset;
    private double clockRate = 1;
    private long tickMilliseconds = 10;
    private long pausedUntil;
    private long frozenFor;
    private Instant newest;

    /// <summary>A process that does not run yet.</summary>
    public SimulatedProcess(World world, ProcessPlan plan, int index)
    {
        this.world = world;
        Plan = plan;
        Index = index;
        Snapshots = new SimulatedSnapshots(new NodeId(plan.Name, Role.Learner), world);
        foreach (var role in plan.Roles.Where(role => role is Role.Acceptor or Role.Learner))
        {
            disks.Add(role, new SimulatedDisk(new NodeId(plan.Name, role), world, isLazy: role == Role.Learner));
        }
    }

    /// <summary>Its learner's snapshot files.</summary>
    public SimulatedSnapshots Snapshots { get; }

    /// <summary>Its name and roles.</summary>
    public ProcessPlan Plan { get; }

    /// <summary>Its place in the world.</summary>
    public int Index { get; }

    /// <summary>Its name.</summary>
    public string Name => Plan.Name;

    /// <summary>Whether it runs.</summary>
    public bool IsUp => roles.Count > 0;

    /// <summary>Counts its starts; what belongs to an earlier life is dropped.</summary>
    public int Life { get; private set; }

    /// <summary>The roles of this life; none while it is down.</summary>
    public IReadOnlyList<SimulatedRole> Roles => roles;

    /// <summary>Its gossip, in this life.</summary>
    public Membership? Membership { get; private set; }

    /// <summary>Milliseconds for which it still stands still.</summary>
    public long PauseLeft => Math.Max(0, pausedUntil - world.Agenda.Now);

    /// <summary>How many times longer it takes than others to handle what arrived.</summary>
    public long Slowness { get; set; } = 1;

    /// <summary>Whether it is not started again when everything else is.</summary>
    public bool IsLeftDead { get; set; }

    /// <summary>Its disks.</summary>
    public IEnumerable<SimulatedDisk> Disks => disks.Values;

    /// <summary>The disk of a role that has one.</summary>
    public SimulatedDisk DiskOf(Role role) => disks[role];

    /// <summary>The role of this life, or null while the process is down.</summary>
    public BaseNode? NodeOf(Role role) => roles.Find(host => host.Id.Role == role)?.Node;

    /// <summary>Starts a new life on the disks as they are; it may die of them at once, and the world is told.</summary>
    public void Start()
    {
        Invariant.Check(!IsUp, $"S2: {Name} runs already");
        Life++;
        var random = new Prng(world.Random.NextBits());
        var bootNonce = random.NextBits() & 0xFFFF_FFFF_FFFF;
        bornAt = world.Agenda.Now;
        clockOffset = random.Next(0, 1_000_000_000);
        clockRate = world.Faults.DrawClockRate(world.Random);
        tickMilliseconds = world.Random.Next(5, 15);
        (pausedUntil, frozenFor, newest, Slowness) = (0, 0, default, 1);
        isStepPlanned = false;
        Membership = RoleFactory.MakeMembership(Plan, world.Topology, bootNonce, new Prng(random.NextBits()));
        var context = new NodeContext(
            Name,
            bootNonce,
            new DiskId(random.NextBits(), random.NextBits()),
            world.Topology.Acceptors,
            PinnedClusterId: 0,
            Membership,
            world.Options);
        world.Note(TraceKind.Start, new NodeId(Name, default), default, [], null);
        if (!TryOpenDisks(out var recovered))
        {
            return;
        }

        for (var index = 0; index < Plan.Roles.Count; index++)
        {
            var role = Plan.Roles[index];
            var disk = disks.GetValueOrDefault(role);
            var own = disk is null ? context : context with { FreshDisk = disk.Disk };
            var node = RoleFactory.Make(role, own, new Prng(random.NextBits()), speaksForProcess: index == 0);
            roles.Add(new SimulatedRole(world, node, disk));
            foreach (var record in recovered.GetValueOrDefault(role) ?? [])
            {
                node.Recover(record);
            }
        }

        // A role knows what time it is before it hears anything.
        Tick(Life);
    }

    /// <summary>The process dies at once; with the power its disks lose what was not synced.</summary>
    public void Crash(bool isPowerLost = true)
    {
        Invariant.Check(IsUp, $"S3: {Name} does not run");
        world.Note(TraceKind.Crash, new NodeId(Name, default), default, [], null);
        Life++;
        roles.Clear();
        Snapshots.Crash();
        foreach (var disk in disks.Values)
        {
            disk.Crash(isPowerLost);
        }

        world.Crashed(this);
    }

    /// <summary>The process stands still: its messages pile up and its clock jumps when it wakes.</summary>
    public void Pause(long milliseconds)
    {
        world.Note(TraceKind.Pause, new NodeId(Name, default), default, [], $"{milliseconds} ms");
        pausedUntil = Math.Max(pausedUntil, world.Agenda.Now + milliseconds);
    }

    /// <summary>Its clock jumps ahead.</summary>
    public void JumpClock(long milliseconds) => clockOffset += milliseconds;

    /// <summary>Its clock stands still for a while, though it works, and is behind from then on.</summary>
    public void FreezeClock(long milliseconds) => frozenFor += milliseconds;

    /// <summary>A message arrives. Gossip is taken by whichever role speaks for the process.</summary>
    public void Arrive(Envelope envelope)
    {
        var host = envelope.Message is GossipMessage
            ? roles.FirstOrDefault()
            : roles.Find(role => role.Id == envelope.To);
        if (host is null)
        {
            return;
        }

        host.Enqueue(envelope);
        PlanStep();
    }

    /// <summary>The process around the roles says something to one of them.</summary>
    public void Tell(Role role, Message message)
    {
        var id = new NodeId(Name, role);
        world.Note(TraceKind.Host, id, default, [], message);
        Arrive(new Envelope(NodeId.Host, id, 0, 0, message));
    }

    private bool TryOpenDisks(out SortedDictionary<Role, IReadOnlyList<DurableRecord>> recovered)
    {
        recovered = [];
        try
        {
            foreach (var (role, disk) in disks)
            {
                disk.Blocks.BeginLife();
                PlanDeath(disk.Blocks);
                recovered.Add(role, disk.Open(role == Role.Learner ? [.. Snapshots.Recover()] : []));
                disk.Blocks.DieAfter(null);
            }

            return true;
        }
        catch (Exception failure) when (failure is ProcessDiedException or DiskException)
        {
            world.Note(TraceKind.Disk, new NodeId(Name, default), default, [], failure.Message);
            Life++;
            foreach (var disk in disks.Values)
            {
                disk.Blocks.DieAfter(null);
                disk.Crash(isPowerLost: world.Random.Chance(world.Faults.PowerLoss));
            }

            world.NotStarted(this, failure);
            return false;
        }
    }

    // At any call, or between those that write the superblock, of which each start makes a few.
    private void PlanDeath(BlockDisk blocks)
    {
        if (world.Random.Chance(world.Faults.DeathAtStart))
        {
            var isAnywhere = world.Random.Chance(0.5);
            blocks.DieAfter((int)world.Random.Next(0, isAnywhere ? 40 : 5), isAnywhere ? null : BlockDisk.SuperblockName);
        }
    }

    private void PlanStep()
    {
        if (isStepPlanned)
        {
            return;
        }

        isStepPlanned = true;
        var life = Life;
        world.Agenda.After(PauseLeft + ((Slowness - 1) * 20) + world.Faults.DrawStepMilliseconds(world.Random), () => Step(life));
    }

    private void Step(int life)
    {
        if (life != Life)
        {
            return;
        }

        if (PauseLeft > 0)
        {
            world.Agenda.After(PauseLeft, () => Step(life));
            return;
        }

        isStepPlanned = false;
        foreach (var host in roles)
        {
            host.Drain();
        }
    }

    private void PlanTick(long delay)
    {
        var life = Life;
        world.Agenda.After(delay, () => Tick(life));
    }

    private void Tick(int life)
    {
        if (life != Life)
        {
            return;
        }

        if (PauseLeft > 0)
        {
            PlanTick(PauseLeft);
            return;
        }

        var told = new Instant(clockOffset + (long)((world.Agenda.Now - bornAt) * clockRate) - frozenFor);
        newest = told.HasReached(newest) ? told : newest;
        foreach (var host in roles)
        {
            host.Tick(newest);
        }

        if (disks.GetValueOrDefault(Role.Acceptor)?.UntoldGroup is { } group)
        {
            Tell(Role.Acceptor, new GroupsDurable(group));
        }

        PlanTick(tickMilliseconds);
    }
}
