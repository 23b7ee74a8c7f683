using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>
/// Processes that gossip over a simulated network in virtual time: messages take 1 to 20 ms, may be lost or cut off,
/// and travel as bytes. The same seed gives the same run.
/// </summary>
internal sealed class GossipNetwork(ulong seed)
{
    private const long StepMilliseconds = 20;
    private readonly Prng prng = new(seed);
    private readonly PriorityQueue<Delivery, (long At, long Order)> deliveries = new();
    private readonly SortedDictionary<string, GossipProcess> processes = new(StringComparer.Ordinal);
    private long sent;

    public long Now { get; private set; }

    public double Loss { get; set; }

    /// <summary>Whether nothing gets from one address to another.</summary>
    public Func<string, string, bool> IsCut { get; set; } = static (_, _) => false;

    /// <summary>A hash of every message sent, with its time and both ends.</summary>
    public ulong TraceHash { get; private set; } = 14_695_981_039_346_656_037;

    public long MessagesSent => sent;

    public List<(long At, string Process, Event Event)> Events { get; } = [];

    /// <summary>The processes that run, by address.</summary>
    public IEnumerable<GossipProcess> Running => processes.Values;

    public GossipProcess this[string address] => processes[address];

    /// <summary>
    /// Starts a process; unless said otherwise its address is its name, which is what the settings of the others say.
    /// </summary>
    public GossipProcess Start(string name, IReadOnlyList<string> seeds, string? address = null)
    {
        var details = new MemberDetails(
            RoleSet.Of(Role.Acceptor, Role.Learner), address ?? name, "web", "", "1.0", prng.NextBits());
        var membership = new Membership(name, details, seeds, new GossipOptions(), new Prng(prng.NextBits()));
        var process = new GossipProcess(name, address ?? name, membership);
        processes.Add(process.Address, process);
        return process;
    }

    /// <summary>Starts <c>member01</c> and so on, each with the first as its only seed.</summary>
    public void StartMany(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            Start(Name(number), [Name(1)]);
        }
    }

    public static string Name(int number) => $"member{number:00}";

    /// <summary>Kills a process: it says nothing more, and what is under way to it is lost.</summary>
    public void Kill(string address) => processes.Remove(address);

    /// <summary>
    /// Lets a process neither run nor receive until <see cref="Resume"/>; what arrives waits, as in a socket.
    /// </summary>
    public void Pause(string address) => processes[address].IsPaused = true;

    public void Resume(string address)
    {
        var process = processes[address];
        process.IsPaused = false;
        while (process.Waiting.TryDequeue(out var delivery))
        {
            Deliver(process, delivery);
        }
    }

    public void RunFor(long milliseconds)
    {
        var end = Now + milliseconds;
        while (Now < end)
        {
            Step();
        }
    }

    /// <summary>Runs until <paramref name="condition"/> holds; fails when it does not within the limit.</summary>
    /// <returns>Milliseconds that it took.</returns>
    public long RunUntil(Func<bool> condition, long limitMilliseconds)
    {
        var start = Now;
        while (!condition())
        {
            var isInTime = Now - start < limitMilliseconds;
            Assert.True(isInTime, $"Not within {limitMilliseconds} ms (seed {seed}).\n{Describe()}");
            Step();
        }

        return Now - start;
    }

    /// <summary>Whether every running process believes exactly this of the named one.</summary>
    public bool AllSee(string name, MemberState state) =>
        processes.Values.All(process => process.Name == name || process.Membership.Find(name)?.State == state);

    /// <summary>Whether every running process believes every running process alive.</summary>
    public bool AllSeeAllAlive() => processes.Values.All(process => AllSee(process.Name, MemberState.Alive));

    private void Step()
    {
        Now += StepMilliseconds;
        while (deliveries.TryPeek(out _, out var due) && due.At <= Now)
        {
            var delivery = deliveries.Dequeue();
            if (!processes.TryGetValue(delivery.Address, out var process))
            {
                continue;
            }

            if (process.IsPaused)
            {
                process.Waiting.Enqueue(delivery);
            }
            else
            {
                Deliver(process, delivery);
            }
        }

        foreach (var process in processes.Values.Where(process => !process.IsPaused).ToList())
        {
            process.Membership.Tick(new Instant(Now));
            Flush(process);
        }
    }

    private void Deliver(GossipProcess process, Delivery delivery)
    {
        var reader = new ByteReader(delivery.Bytes);
        var message = GossipCodec.Read(ref reader);
        reader.End();
        process.Membership.Receive(delivery.From, message);
        Flush(process);
    }

    public void Flush(GossipProcess process)
    {
        Events.AddRange(process.Membership.TakeEvents().Select(happened => (Now, process.Name, happened)));
        foreach (var (to, message) in process.Membership.TakeMessages())
        {
            var writer = new ByteWriter();
            GossipCodec.Write(writer, message);
            Send(process, to, writer.ToArray());
        }
    }

    private void Send(GossipProcess from, string to, byte[] bytes)
    {
        // As a shell does: where the member says, else where the settings say, which here is an address equal to the
        // name.
        var address = from.Membership.AddressOf(to) is { Length: > 0 } told ? told : to;
        sent++;
        Hash(System.Text.Encoding.UTF8.GetBytes($"{Now} {from.Address} {address} "));
        Hash(bytes);
        if (!prng.Chance(Loss) && !IsCut(from.Address, address))
        {
            deliveries.Enqueue(new Delivery(from.Name, address, bytes), (Now + prng.Next(1, 20), sent));
        }
    }

    private void Hash(byte[] bytes)
    {
        // FNV-1a: equal in every process, which HashCode is not.
        foreach (var one in bytes)
        {
            TraceHash = (TraceHash ^ one) * 1_099_511_628_211;
        }
    }

    private string Describe() => string.Join('\n', processes.Values.Select(Describe));

    private static string Describe(GossipProcess process)
    {
        var members = process.Membership.Members.Select(member => $"{member.Name}={member.State}/{member.Incarnation}");
        return $"{process.Address}: {string.Join(' ', members)}";
    }

    internal sealed record Delivery(string From, string Address, byte[] Bytes);
}

internal sealed class GossipProcess(string name, string address, Membership membership)
{
    public string Name { get; } = name;

    public string Address { get; } = address;

    public Membership Membership { get; } = membership;

    public bool IsPaused { get; set; }

    public Queue<GossipNetwork.Delivery> Waiting { get; } = new();
}
