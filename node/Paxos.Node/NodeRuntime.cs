using Paxos.Node.Host;
using Paxos.Node.Net;
using Paxos.Node.Telemetry;
using Paxos.Node.Web;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node;

/// <summary>
/// The process's moving parts, in the order in which they start and stop: disks, the node's thread, links. Knows both the disk and the
/// network, and nobody else does.
/// </summary>
internal sealed partial class NodeRuntime : IAsyncDisposable
{
    /// <summary>How long requests under way may take when the process stops.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long the hand-over of the office may take then.</summary>
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromMilliseconds(1_500);

    /// <summary>How often the roles hear whether their disks have room, and the links to which cluster this process belongs.</summary>
    private const int LookIntervalMilliseconds = 100;

    private readonly NodeOptions options;
    private readonly Inbox inbox;
    private readonly PeerLinks links;
    private readonly ClientRequests requests;
    private readonly LeaderOffice office;
    private readonly LinkWatch watch;
    private readonly ClusterFence fence;
    private readonly EventLog eventLog;
    private readonly NodeFailure failure;
    private readonly ILogger<NodeRuntime> logger;
    private readonly IReadOnlyList<HostedRole> roles;
    private readonly Membership membership;
    private readonly StatusReporter reporter;
    private readonly NodeHost host;
    private readonly Thread thread;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<NodeId, bool> hasSpace = [];
    private readonly Dictionary<NodeId, ulong> toldDurable = [];
    private Instant lookedAt;

    /// <summary>Opens the disks and makes the roles; nothing runs yet.</summary>
    /// <exception cref="Disk.DataFolderException">A data folder cannot be this node's.</exception>
    /// <exception cref="Disk.DiskException">A disk fails.</exception>
    public NodeRuntime(
        NodeOptions options,
        RoleFactory factory,
        Inbox inbox,
        PeerLinks links,
        AddressBook addresses,
        ClientRequests requests,
        LeaderOffice office,
        LinkWatch watch,
        ClusterFence fence,
        EventLog eventLog,
        NodeFailure failure,
        TimeProvider timeProvider,
        ILogger<NodeRuntime> logger)
    {
        this.options = options;
        this.inbox = inbox;
        this.links = links;
        this.requests = requests;
        this.office = office;
        this.watch = watch;
        this.fence = fence;
        this.eventLog = eventLog;
        this.failure = failure;
        this.logger = logger;
        var deliverer = new Deliverer(options.Name, inbox, links, requests.Complete);
        membership = factory.Membership;
        roles = factory.Create(deliverer, failure.EndForDisk);
        reporter = new StatusReporter(options, roles, membership, addresses, watch, requests, timeProvider);
        var heartbeat = TimeSpan.FromMilliseconds(options.Protocol.HeartbeatMilliseconds);
        host = new NodeHost(roles, inbox, deliverer, OnEvent, heartbeat, timeProvider) { AfterTick = AfterTick };
        thread = new Thread(Run) { Name = "node", IsBackground = true };
    }

    /// <summary>The node's state for everybody else.</summary>
    public INodeStatusSource Status => reporter;

    /// <summary>Starts the disks' threads and the node's own.</summary>
    public void Start()
    {
        foreach (var hosted in roles)
        {
            hosted.Storage?.Start();
        }

        Action visit = host.Visit;
        inbox.OnArrival = () => Guard(visit);
        thread.Start();
        LogStarted(options.Name, string.Join(',', options.Roles), ProgramVersion.Text);
    }

    /// <summary>
    /// Stops as a good citizen: answers what is under way, hands the office over, says goodbye, and leaves the disks sealed. What
    /// cannot be done in time is left to the others, who can do without.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        LogStopping(options.Name);
        reporter.IsStopping = true;
        await requests.DrainAsync(DrainPatience, cancellationToken);
        await office.LeaveAsync(HandOverPatience, cancellationToken);
        await stopping.CancelAsync();
        thread.Join();
        foreach (var hosted in roles)
        {
            hosted.Storage?.Dispose();
        }

        await links.FlushAsync(cancellationToken);
        LogStopped(options.Name);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run() => Guard(() =>
    {
        host.Run(stopping.Token);
        membership.Leave();
        host.TakeEffects();
    });

    /// <summary>Whatever a step throws, the roles' state can no longer be trusted afterwards, on whichever thread it was.</summary>
    private void Guard(Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // Ends the process.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            failure.EndForBug(bug);
        }
    }

    private void AfterTick(Instant now)
    {
        reporter.AfterTick(now);
        foreach (var hosted in roles)
        {
            if (hosted.Role is Proposer proposer)
            {
                office.Observe(proposer.Phase == ProposerPhase.Leading);
            }
            else if (hosted.Role is Client { Hindrance.Length: 0 })
            {
                requests.Open();
            }
        }

        if (now.Since(lookedAt) >= LookIntervalMilliseconds)
        {
            lookedAt = now;
            TellSpace();
            TellDurable();
            fence.Adopt(CommonCluster());
        }
    }

    private ulong CommonCluster()
    {
        var known = roles.Select(hosted => hosted.Role.Configuration?.ClusterId ?? 0).Distinct().ToList();
        return known.Count == 1 ? known[0] : 0;
    }

    private void TellSpace()
    {
        foreach (var hosted in roles)
        {
            if (hosted is { Role: Acceptor acceptor, Storage: { } storage })
            {
                var has = storage.Figures.Space == Disk.SpaceState.Enough;
                if (has != hasSpace.GetValueOrDefault(acceptor.Id, true))
                {
                    hasSpace[acceptor.Id] = has;
                    LogSpace(acceptor.Id, has ? "has space again" : "is full: the acceptor votes no more and goes on promising");
                    inbox.PostFromHost(acceptor.Id, new SpaceChanged(has));
                }
            }
        }
    }

    private void TellDurable()
    {
        foreach (var hosted in roles)
        {
            if (hosted is { Role: Acceptor acceptor, Storage: { } storage })
            {
                var durable = storage.Figures.DurableDataSequence;
                if (durable > toldDurable.GetValueOrDefault(acceptor.Id, acceptor.Stamp))
                {
                    toldDurable[acceptor.Id] = durable;
                    inbox.PostFromHost(acceptor.Id, new GroupsDurable(durable));
                }
            }
        }
    }

    private void OnEvent(NodeId role, Event fact)
    {
        eventLog.Write(role, fact);
        office.Observe(fact);
        if (fact is NameConflict conflict && conflict.Name == options.Name)
        {
            var other = conflict.Elder.PeerAddress == options.PeerAddress ? conflict.Younger : conflict.Elder;
            watch.OnNamesake(other.PeerAddress);
        }
    }

    [LoggerMessage(3101, LogLevel.Information, "{Name} starts as {Roles}, version {Version}.")]
    private partial void LogStarted(string name, string roles, string version);

    [LoggerMessage(3102, LogLevel.Information, "{Name} stops.")]
    private partial void LogStopping(string name);

    [LoggerMessage(3103, LogLevel.Information, "{Name} has stopped.")]
    private partial void LogStopped(string name);

    [LoggerMessage(3104, LogLevel.Warning, "{Role}: the disk {Change}.")]
    private partial void LogSpace(NodeId role, string change);
}
