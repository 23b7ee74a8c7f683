using Paxos.Simulator;

namespace Paxos.Protocol.Tests.Scenarios;

/// <summary>
/// A cluster in the simulator's world whose network is in a test's hands: messages travel in a millisecond, except those that the
/// test holds back or loses. All checkers watch, so a scenario fails by itself when safety is broken.
/// </summary>
internal sealed class ScenarioCluster : IDisposable
{
    private readonly Trace trace = new();
    private readonly List<Parcel> held = [];
    private readonly List<Envelope> sent = [];
    private readonly List<(NodeId From, Reply Reply)> replies = [];
    private Func<Envelope, bool> isHeld = _ => false;
    private Func<Envelope, bool> isLost = _ => false;
    private ulong lastRequest;

    /// <summary>A cluster in which nothing runs yet.</summary>
    public ScenarioCluster(Topology topology, ulong seed = 1, ProtocolOptions? options = null)
    {
        World = new World(new Prng(seed), topology, options ?? new ProtocolOptions(), trace);
        World.Network.Custody = Take;
        World.Replied += (client, reply) => replies.Add((new NodeId(client, Role.Client), reply));
    }

    /// <summary>The world, for what this class has no word for.</summary>
    public World World { get; }

    /// <summary>What is held back, oldest first.</summary>
    public IReadOnlyList<Parcel> Held => held;

    /// <summary>Everything that was sent between processes so far.</summary>
    public IReadOnlyList<Envelope> Sent => sent;

    /// <summary>A cluster that runs and has answered a first write.</summary>
    public static ScenarioCluster Running(Topology topology, ulong seed = 1, ProtocolOptions? options = null)
    {
        var cluster = new ScenarioCluster(topology, seed, options);
        cluster.World.StartAll();
        var first = cluster.Write("first");
        cluster.RunUntil(() => cluster.IsDone(first), "the first write is answered");
        return cluster;
    }

    /// <summary>From now on these messages are held back.</summary>
    public void Hold(Func<Envelope, bool> condition) => isHeld = condition;

    /// <summary>From now on these messages are lost.</summary>
    public void Lose(Func<Envelope, bool> condition) => isLost = condition;

    /// <summary>Nothing is lost or newly held any more; what is held stays so.</summary>
    public void Mend()
    {
        isHeld = _ => false;
        isLost = _ => false;
    }

    /// <summary>Delivers what is held and fits, oldest first.</summary>
    public int Release(Func<Envelope, bool> condition)
    {
        var fitting = held.Where(parcel => condition(parcel.Envelope)).ToArray();
        foreach (var parcel in fitting)
        {
            held.Remove(parcel);
            World.Network.Deliver(parcel);
        }

        return fitting.Length;
    }

    /// <summary>Delivers a message that nobody sent now: one that was sent once and travelled very long.</summary>
    public void Deliver(NodeId from, NodeId to, Message message)
    {
        var configuration = Node<Acceptor>("acceptor1").Configuration!;
        World.Find(to.Name)!.Arrive(new Envelope(from, to, configuration.ClusterId, configuration.Epoch, message));
    }

    /// <summary>Lets virtual time pass.</summary>
    public void Run(long milliseconds) => World.Agenda.Run(milliseconds);

    /// <summary>Lets virtual time pass until something holds, for ten seconds at most.</summary>
    public void RunUntil(Func<bool> condition, string what)
    {
        var limit = World.Agenda.Now + 10_000;
        while (!condition())
        {
            Assert.True(
                World.Agenda.RunNext(limit),
                $"not within 10 s of virtual time: {what}; the trace ends\n{string.Join('\n', trace.Tail.TakeLast(40))}");
        }
    }

    /// <summary>Asks a client node to append a value; returns the request's number.</summary>
    public ulong Write(string value, string client = "client1") =>
        Ask(client, Roles.RoleFixture.Append(value), RequestKind.Write);

    /// <summary>Asks a client node to read all values.</summary>
    public ulong ReadAll(string client = "client1") =>
        Ask(
            client,
            Roles.RoleFixture.Encoded(new Protocol.Store.RangeOperation("values/"u8.ToArray(), "values0"u8.ToArray(), 0, 0, 0)),
            RequestKind.LinearizableRead);

    /// <summary>Whether the store has answered a request.</summary>
    public bool IsDone(ulong request) =>
        replies.Exists(entry => entry.Reply.RequestId == request && entry.Reply.Kind == ReplyKind.Done);

    /// <summary>The values that a read has answered.</summary>
    public IReadOnlyList<string> ValuesOf(ulong request)
    {
        var reply = replies.Single(entry => entry.Reply.RequestId == request).Reply;
        var range = Assert.IsType<Protocol.Store.RangeResult>(Protocol.Store.OperationResultCodec.Decode(reply.Result));
        return [.. range.KeyValues.Select(pair => System.Text.Encoding.UTF8.GetString(pair.Value.Span))];
    }

    /// <summary>The proposers that lead, by their own belief.</summary>
    public IReadOnlyList<string> Leaders() =>
    [
        .. World.Processes.Where(process => process.NodeOf(Role.Proposer) is Proposer { Phase: ProposerPhase.Leading })
            .Select(process => process.Name),
    ];

    /// <summary>A role of the present life of a process.</summary>
    public T Node<T>(string name)
        where T : BaseNode => (T)World.Find(name)!.NodeOf(Enum.Parse<Role>(typeof(T).Name))!;

    /// <inheritdoc/>
    public void Dispose() => trace.Dispose();

    private ulong Ask(string client, ReadOnlyMemory<byte> operation, RequestKind kind)
    {
        World.Find(client)!.Tell(Role.Client, new Request(++lastRequest, operation, kind, 30_000));
        return lastRequest;
    }

    private void Take(Parcel parcel)
    {
        sent.Add(parcel.Envelope);
        if (isLost(parcel.Envelope))
        {
            return;
        }

        if (isHeld(parcel.Envelope))
        {
            held.Add(parcel);
            return;
        }

        World.Agenda.After(1, () => World.Network.Deliver(parcel));
    }
}
