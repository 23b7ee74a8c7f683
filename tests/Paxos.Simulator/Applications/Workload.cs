using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;
using Paxos.Simulator.History;

namespace Paxos.Simulator.Applications;

/// <summary>
/// The applications of a run: a few at each client node, each with one request at a time. They never ask again, that is the client
/// node's work; what they are told goes into the history.
/// </summary>
internal sealed class Workload
{
    // At the end a learner with small bounds must be able to catch up with what is written meanwhile.
    private const double LeisureMilliseconds = 200;

    private readonly World world;
    private readonly WorkloadRates rates;
    private readonly OperationSource operations;
    private readonly List<HistoryEntry> entries = [];
    private readonly Dictionary<(string Client, ulong Request), (HistoryEntry Entry, int Application)> pending = [];
    private readonly List<string> clients = [];
    private readonly List<long> doneSince = [];
    private ulong lastRequest;
    private long lastPlace;

    /// <summary>Applications that have asked nothing yet.</summary>
    public Workload(World world, WorkloadRates rates)
    {
        this.world = world;
        this.rates = rates;
        operations = new OperationSource(world.Random, rates);
        foreach (var client in world.Topology.NamesOf(Role.Client))
        {
            clients.AddRange(Enumerable.Repeat(client, rates.ApplicationsPerClient));
        }

        doneSince.AddRange(clients.Select(_ => 0L));
        world.Replied += OnReply;
        world.ProcessCrashed += OnCrash;
    }

    /// <summary>Everything asked so far.</summary>
    public IReadOnlyList<HistoryEntry> Entries => entries;

    /// <summary>Requests without a reply.</summary>
    public int Outstanding => pending.Count;

    /// <summary>Whether requests are made however many there were: at the end each application must get some answers.</summary>
    public bool IsUnbounded { get; set; }

    /// <summary>Whether no application asks anything new.</summary>
    public bool IsOver { get; set; }

    /// <summary>The fewest requests that any application whose client node lives has had done since the last reset.</summary>
    public long FewestDone => doneSince.Where((_, application) => !world.Find(clients[application])!.IsLeftDead).Min();

    /// <summary>Sets the deadline given to requests from now on.</summary>
    public long DeadlineMilliseconds { get; set; } = 10_000;

    /// <summary>The first request, so far without a reply, for messages.</summary>
    public string DescribeOutstanding() =>
        pending.Count == 0 ? "none" : string.Join(", ", pending.Values.Take(3).Select(waiting => waiting.Entry.ToString()));

    /// <summary>Counts done requests from zero again.</summary>
    public void ResetDone()
    {
        for (var application = 0; application < doneSince.Count; application++)
        {
            doneSince[application] = 0;
        }
    }

    /// <summary>Lets every application begin.</summary>
    public void Begin()
    {
        for (var application = 0; application < clients.Count; application++)
        {
            PlanNext(application);
        }
    }

    private void PlanNext(int application)
    {
        var think = IsUnbounded ? Math.Max(rates.ThinkMilliseconds, LeisureMilliseconds) : rates.ThinkMilliseconds;
        world.Agenda.After(Faults.FaultRates.Exponential(world.Random, think), () => Ask(application));
    }

    private void Ask(int application)
    {
        if (IsOver)
        {
            return;
        }

        var process = world.Find(clients[application])!;
        if (!process.IsUp || (entries.Count >= rates.OperationsMax && !IsUnbounded))
        {
            world.Agenda.After(20, () => Ask(application));
            return;
        }

        var (operation, kind) = operations.Next(entries.Count + 1, isReader: rates.HasReaders && application % 2 == 1);
        var writer = new ByteWriter();
        OperationCodec.Encode(operation, writer);
        var entry = new HistoryEntry
        {
            Number = entries.Count + 1,
            Client = process.Name,
            Operation = operation,
            Bytes = writer.ToArray(),
            Kind = kind,
            InvokedAt = ++lastPlace,
        };
        entries.Add(entry);
        var request = ++lastRequest;
        pending.Add((process.Name, request), (entry, application));
        process.Tell(Role.Client, new Request(request, entry.Bytes, kind, DeadlineMilliseconds));
    }

    private void OnReply(string client, Reply reply)
    {
        if (!pending.Remove((client, reply.RequestId), out var waiting))
        {
            throw new ViolationException("replies", $"{client} answers request {reply.RequestId}, which waits for nothing");
        }

        var result = reply.Kind == ReplyKind.Done ? OperationResultCodec.Decode(reply.Result) : null;
        waiting.Entry.Complete(++lastPlace, reply.Kind, result);
        if (result is not null)
        {
            doneSince[waiting.Application]++;
            operations.Learn(waiting.Entry.Operation, result);
        }

        Count(waiting.Entry);
        PlanNext(waiting.Application);
    }

    private void Count(HistoryEntry entry)
    {
        var counters = world.Counters;
        counters.Compactions += entry.Result is CompactedResult ? 1 : 0;
        if (entry.IsDone && entry.Kind == RequestKind.Write)
        {
            counters.Writes++;
        }
        else if (entry.IsDone)
        {
            counters.Reads++;
        }
        else if (entry.IsDenied)
        {
            counters.Refused++;
        }
        else
        {
            counters.Unknown++;
        }
    }

    // The applications of a crashed client node never learn what became of their requests.
    private void OnCrash(SimulatedProcess process)
    {
        var lost = pending.Where(waiting => waiting.Key.Client == process.Name).OrderBy(waiting => waiting.Key.Request).ToArray();
        foreach (var (key, (_, application)) in lost)
        {
            pending.Remove(key);
            world.Counters.Unknown++;
            PlanNext(application);
        }
    }
}
