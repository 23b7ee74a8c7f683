using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;

namespace Paxos.Simulator;

/// <summary>
/// Carries encoded messages between processes: late, twice, in another order, or not at all, as the faults in force say. A message may
/// also be held back for seconds while later ones overtake it, which no queue of one link would do and which finds stale reads.
/// </summary>
internal sealed class SimulatedNetwork
{
    private readonly World world;
    private readonly bool[,] isCut;
    private readonly bool[,] isSevered;
    private readonly long[,] cloggedUntil;
    private readonly int[,] connection;
    private ulong gossipSides;
    private int answersRepeatedFor;
    private long answersRepeatedUntil;
    private long gossipSplitUntil;

    /// <summary>A network between <paramref name="processes"/> processes, whole at first.</summary>
    public SimulatedNetwork(World world, int processes)
    {
        this.world = world;
        isCut = new bool[processes, processes];
        isSevered = new bool[processes, processes];
        cloggedUntil = new long[processes, processes];
        connection = new int[processes, processes];
    }

    /// <summary>Non-null when somebody decides over every message by hand; then nothing travels by itself.</summary>
    public Action<Parcel>? Custody { get; set; }

    /// <summary>The name of a learner whose hashes are wrong, by its own word only; null for none.</summary>
    public string? Liar { get; set; }

    /// <summary>Cuts or mends one direction between two processes.</summary>
    public void Cut(int from, int to, bool cut) => isCut[from, to] = cut;

    /// <summary>Cuts a link in both directions until <see cref="Join"/>, whatever else is mended.</summary>
    public void Sever(int left, int right) => isSevered[left, right] = isSevered[right, left] = true;

    /// <summary>Mends what was severed.</summary>
    public void Join() => Array.Clear(isSevered);

    /// <summary>Holds back what is sent on a link from now on, and lets all of it arrive together after a while.</summary>
    public void Clog(int from, int to, long milliseconds) => cloggedUntil[from, to] = world.Agenda.Now + milliseconds;

    /// <summary>For a while most of the answers to one process arrive a second time, seconds later.</summary>
    public void RepeatAnswers(int target, long milliseconds) =>
        (answersRepeatedFor, answersRepeatedUntil) = (target, world.Agenda.Now + milliseconds);

    /// <summary>Resets the connection between two processes: of what is on its way any part is lost.</summary>
    public void Reset(int left, int right)
    {
        connection[left, right]++;
        connection[right, left]++;
    }

    /// <summary>Keeps gossip, and nothing else, from crossing between two sides for a while.</summary>
    /// <param name="sides">A bit for each process.</param>
    /// <param name="milliseconds">How long.</param>
    public void SplitGossip(ulong sides, long milliseconds) => (gossipSides, gossipSplitUntil) = (sides, world.Agenda.Now + milliseconds);

    /// <summary>Mends everything.</summary>
    public void Mend()
    {
        Array.Clear(isCut);
        Array.Clear(cloggedUntil);
        (gossipSplitUntil, answersRepeatedUntil) = (0, 0);
    }

    /// <summary>Whether messages from one process to another are lost.</summary>
    public bool IsCut(int from, int to) => isCut[from, to] || isSevered[from, to];

    /// <summary>Takes a message that has left its sender.</summary>
    public void Send(Envelope envelope)
    {
        if (envelope.Message is StateTold told && envelope.From.Name == Liar)
        {
            world.Counters.WrongHashes++;
            envelope = envelope with { Message = told with { Hash = new PrefixHash(~told.Hash.Value) } };
        }

        var bytes = MessageCodec.Encode(envelope.Message);
        world.Note(TraceKind.Send, envelope.From, envelope.To, bytes, envelope.Message);
        if (world.Find(envelope.To.Name) is not { } target || world.Find(envelope.From.Name) is not { } source)
        {
            return;
        }

        var parcel = new Parcel(envelope, bytes, source.Index, target.Index);
        if (source == target)
        {
            // Between roles of one process there is no network, and nothing outlives the process.
            var life = target.Life;
            world.Agenda.After(0, () => DeliverWithin(parcel, target, life));
            return;
        }

        if (Custody is { } custody)
        {
            custody(parcel);
            return;
        }

        Dispatch(parcel);
    }

    /// <summary>The message reaches its target now, if that runs.</summary>
    public void Deliver(Parcel parcel)
    {
        var target = world.Processes[parcel.Target];
        if (!target.IsUp)
        {
            world.Counters.Lost++;
            return;
        }

        world.Counters.Delivered++;
        target.Arrive(parcel.Envelope with { Message = MessageCodec.Decode(parcel.Bytes) });
    }

    private void Dispatch(Parcel parcel)
    {
        var faults = world.Faults;
        var message = parcel.Envelope.Message;
        if (IsCut(parcel.Source, parcel.Target) || world.Random.Chance(faults.Drop) || (message is GossipMessage && IsGossipLost(parcel)))
        {
            world.Counters.Dropped++;
            world.Note(TraceKind.Drop, parcel.Envelope.From, parcel.Envelope.To, [], parcel.Envelope.Message);
            return;
        }

        // A stream delivers what it is given once or not at all; what its sender repeats comes twice, and those copies are modelled here.
        // Commands are the exception: a client node that repeats them knows it, and takes no refusal of one copy for the other's.
        var copies = message is not Submit && world.Random.Chance(faults.Duplicate) ? 2 : 1;
        world.Counters.Duplicated += copies - 1;
        for (var copy = 0; copy < copies; copy++)
        {
            var delay = Math.Max(
                faults.DrawDelayMilliseconds(world.Random), cloggedUntil[parcel.Source, parcel.Target] - world.Agenda.Now);
            var isAnswer = message is Accepted or Confirmed or ReadIndexTold or Promise;
            if (world.Random.Chance(faults.Hold + (isAnswer ? faults.HoldAnswers : 0)))
            {
                delay += world.Random.Next(faults.HoldMilliseconds / 10, faults.HoldMilliseconds);
                world.Counters.Held++;
            }

            var sentIn = connection[parcel.Source, parcel.Target];
            world.Agenda.After(delay, () => DeliverFrom(parcel, sentIn));
            if (isAnswer && IsRepeated(parcel))
            {
                world.Counters.Held++;
                world.Agenda.After(delay + world.Random.Next(300, 3_500), () => DeliverFrom(parcel, sentIn));
            }
        }
    }

    private bool IsGossipLost(Parcel parcel) =>
        world.Random.Chance(world.Faults.GossipDrop)
        || (world.Agenda.Now < gossipSplitUntil && ((gossipSides >> parcel.Source) & 1) != ((gossipSides >> parcel.Target) & 1));

    private bool IsRepeated(Parcel parcel) =>
        world.Agenda.Now < answersRepeatedUntil && parcel.Target == answersRepeatedFor && world.Random.Chance(0.9);

    private void DeliverFrom(Parcel parcel, int sentIn)
    {
        if (connection[parcel.Source, parcel.Target] != sentIn && world.Random.Chance(0.5))
        {
            world.Counters.Dropped++;
            return;
        }

        Deliver(parcel);
    }

    private static void DeliverWithin(Parcel parcel, SimulatedProcess target, int life)
    {
        if (target.Life == life)
        {
            target.Arrive(parcel.Envelope with { Message = MessageCodec.Decode(parcel.Bytes) });
        }
    }
}
