using Paxos.Protocol;
using Paxos.Simulator.Checkers;
using Paxos.Simulator.Faults;

namespace Paxos.Simulator;

/// <summary>
/// One simulated cluster: processes, network, disks, time, and the checkers that watch. Single-threaded; everything random comes from
/// one generator.
/// </summary>
internal sealed class World
{
    private const long SegmentBytesLeast = 64 * 1024;

    private readonly Dictionary<string, SimulatedProcess> byName = new(StringComparer.Ordinal);

    /// <summary>A world in which nothing runs yet.</summary>
    /// <param name="random">Where all its randomness comes from.</param>
    /// <param name="topology">Its processes.</param>
    /// <param name="options">The roles' durations and bounds.</param>
    /// <param name="trace">Where what happens is noted.</param>
    public World(Prng random, Topology topology, ProtocolOptions options, Trace trace)
    {
        Random = random;
        Topology = topology;
        Options = options;
        Trace = trace;
        SegmentBytes = SegmentBytesLeast << (int)random.Next(0, 2);
        Network = new SimulatedNetwork(this, topology.Processes.Count);
        Checkers = new CheckerSet(Counters, () => Agenda.Now, options.TrimCopies);
        Processes = [.. topology.Processes.Select((plan, index) => new SimulatedProcess(this, plan, index))];
        foreach (var process in Processes)
        {
            byName.Add(process.Name, process);
        }
    }

    /// <summary>Called when a client role answers a request, with the process's name.</summary>
    public event Action<string, Reply>? Replied;

    /// <summary>Called with every message that leaves its sender.</summary>
    public event Action<Envelope>? Sending;

    /// <summary>Called when a process has crashed.</summary>
    public event Action<SimulatedProcess>? ProcessCrashed;

    /// <summary>Called when a process was to start and could not, or when a disk failed under it.</summary>
    public event Action<SimulatedProcess>? ProcessFailed;

    /// <summary>Virtual time.</summary>
    public Agenda Agenda { get; } = new();

    /// <summary>The one source of randomness.</summary>
    public Prng Random { get; }

    /// <summary>Which processes there are.</summary>
    public Topology Topology { get; }

    /// <summary>The roles' durations and bounds.</summary>
    public ProtocolOptions Options { get; }

    /// <summary>Bytes of a segment of the journals: small, so that segments change often.</summary>
    public long SegmentBytes { get; }

    /// <summary>What happens.</summary>
    public Trace Trace { get; }

    /// <summary>What happened, counted.</summary>
    public Counters Counters { get; } = new();

    /// <summary>Those who watch.</summary>
    public CheckerSet Checkers { get; }

    /// <summary>The faults in force.</summary>
    public FaultRates Faults { get; set; } = FaultRates.None;

    /// <summary>The network.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The processes, in the topology's order.</summary>
    public IReadOnlyList<SimulatedProcess> Processes { get; }

    /// <summary>A process by name, or null.</summary>
    public SimulatedProcess? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Milliseconds for which a process still stands still.</summary>
    public long PauseLeft(string name) => byName[name].PauseLeft;

    /// <summary>Starts every process that does not run.</summary>
    public void StartAll()
    {
        foreach (var process in Processes.Where(process => !process.IsUp && !process.IsLeftDead))
        {
            process.Start();
        }
    }

    /// <summary>Sends what a role asked for: to the process around it, or over the network.</summary>
    public void Route(Envelope envelope)
    {
        Checkers.Sent(envelope);
        Sending?.Invoke(envelope);
        if (envelope.To == NodeId.Host)
        {
            Note(TraceKind.Host, envelope.From, envelope.To, [], envelope.Message);
            if (envelope.Message is Reply reply)
            {
                Replied?.Invoke(envelope.From.Name, reply);
            }
            else
            {
                byName[envelope.From.Name].Snapshots.Take(envelope.Message);
            }

            return;
        }

        Network.Send(envelope);
    }

    /// <summary>Notes something at the present time.</summary>
    public void Note(TraceKind what, NodeId subject, NodeId other, ReadOnlySpan<byte> bytes, object? detail) =>
        Trace.Note(Agenda.Now, what, subject, other, bytes, detail);

    /// <summary>A process tells that it has crashed; the kernel of the others notices closed connections after a while.</summary>
    public void Crashed(SimulatedProcess process)
    {
        Counters.Crashes++;
        ProcessCrashed?.Invoke(process);
        foreach (var other in Processes.Where(other => other != process && other.IsUp))
        {
            if (!Network.IsCut(process.Index, other.Index) && Random.Chance(Faults.LinkLossNoticed))
            {
                LoseLink(other, process.Name, Random.Next(0, 50));
            }
        }
    }

    /// <summary>A process could not start: its disk failed, or it died on the way.</summary>
    /// <exception cref="ViolationException">The disk is only full, which must keep no acceptor from starting.</exception>
    public void NotStarted(SimulatedProcess process, Exception failure)
    {
        var isFull = failure is Paxos.Node.Disk.DiskException { IsNoSpace: true };
        if (isFull && process.Plan.Has(Role.Acceptor) && process.DiskOf(Role.Acceptor).DurableState is not null)
        {
            throw new ViolationException("recovery", $"{process.Name} cannot start on a full disk: {failure.Message}");
        }

        Counters.FailedStarts++;
        Fail(process);
    }

    /// <summary>A disk failed: its process ends, as in production.</summary>
    public void DiskFailed(string name, Exception failure)
    {
        var process = byName[name];
        Note(TraceKind.Disk, new NodeId(name, default), default, [], failure.Message);
        Counters.DiskFailures++;
        process.Crash(isPowerLost: false);
        Fail(process);
    }

    private void Fail(SimulatedProcess process)
    {
        if (ProcessFailed is null)
        {
            throw new ViolationException("recovery", $"{process.Name} died of its disk, and nothing is wrong with it");
        }

        ProcessFailed(process);
    }

    /// <summary>A process's kernel reports a connection to another one closed.</summary>
    public void LoseLink(SimulatedProcess process, string peer, long delay)
    {
        Counters.LinksLost++;
        var life = process.Life;
        Agenda.After(delay, () =>
        {
            if (process.Life != life)
            {
                return;
            }

            foreach (var role in process.Plan.Roles)
            {
                process.Tell(role, new LinkLost(peer));
            }
        });
    }
}
