using Paxos.Protocol.Accepting;

namespace Paxos.Protocol;

// Whether this disk is the newest state of itself (rules K1, K2). A restored volume or machine has forgotten promises and votes, and
// nothing on it says so; the other acceptors remember what it told them.
public sealed partial class Acceptor
{
    private readonly DiskMarks marks = new();
    private AcceptorSet witnesses;
    private ulong[] heardStamps = [];
    private ulong stampBase;
    private Instant nextStamp;
    private Instant nextMarks;

    /// <summary>
    /// Whether enough other acceptors have told this life what they know of its disk: as many as make a quorum with it, which it needs
    /// to be of any use.
    /// </summary>
    public bool IsWitnessed => Configuration is { } configuration
        && witnesses.Count + 1 >= Math.Max(configuration.Phase1Quorum, configuration.Phase2Quorum);

    /// <summary>The newest durable group of its journal, as far as it knows.</summary>
    public ulong Stamp { get; private set; }

    /// <summary>What it was told of the other acceptors' disks.</summary>
    public IReadOnlyList<DiskMark> Marks => marks.All;

    private IEnumerable<string> AwaitedWitnesses => Configuration!.Acceptors
        .Where((acceptor, index) => acceptor.Disk != Disk && !witnesses.Contains(index))
        .Select(acceptor => acceptor.Name);

    private void RestoreMarks(MarksRecord written)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.MarksNotRestored))
        {
            return;
        }
#endif
        marks.Restore(written.Marks);
    }

    private void OnGroupsDurable(GroupsDurable durable)
    {
        Invariant.Check(durable.Stamp >= Stamp, $"K2: the disk's newest group would fall from {Stamp} to {durable.Stamp}");
        Stamp = durable.Stamp;
    }

    private void TickWitnesses()
    {
        if (Configuration is null || QuarantineReason.Length > 0)
        {
            return;
        }

        if (Now.HasReached(nextStamp))
        {
            nextStamp = Now.Plus(IsWitnessed ? Options.StampMilliseconds : Options.ResendMilliseconds);
            TellStamp(Configuration);
        }

        if (marks.HasNews && Now.HasReached(nextMarks))
        {
            nextMarks = Now.Plus(Options.MarksMilliseconds);
            Persist(new MarksRecord(marks.TakeNews()));
        }
    }

    // To those that have not answered the newest one. Groups are durable before the host tells of them, so this may leave at once.
    private void TellStamp(Configuration configuration)
    {
        if (heardStamps.Length == 0)
        {
            heardStamps = new ulong[configuration.Acceptors.Count];
        }

        var own = new DiskMark(Disk, Context.BootNonce, stampBase, Stamp);
        for (var index = 0; index < heardStamps.Length; index++)
        {
            if (configuration.Acceptors[index].Disk != Disk && (!witnesses.Contains(index) || heardStamps[index] < Stamp))
            {
                SendAtOnce(new NodeId(configuration.Acceptors[index].Name, Role.Acceptor), new StampTold(own));
            }
        }
    }

    // It answers before it is witnessed itself, else a cluster that starts as a whole would wait for ever.
    private void OnStampTold(NodeId from, StampTold told)
    {
        if (told.Mark.Disk == Disk || Configuration!.IndexOf(told.Mark.Disk) < 0)
        {
            return;
        }

        marks.Hear(told.Mark);
        SendAtOnce(from, new StampHeard(Disk, told.Mark.Life, marks.All));
    }

    private void OnStampHeard(NodeId from, StampHeard heard)
    {
        var index = Configuration!.IndexOf(heard.Witness);
        if (index < 0 || heard.Witness == Disk || heardStamps.Length == 0)
        {
            return;
        }

        foreach (var mark in heard.Marks.Where(mark => Configuration.IndexOf(mark.Disk) >= 0))
        {
            if (mark.Disk != Disk)
            {
                marks.Hear(mark);
            }
#if PLANTED_BUGS
            else if (Planted.Is(PlantedBug.RollbackNotNoticed))
            {
                continue;
            }
#endif
            else if (IsBeyondThisDisk(mark))
            {
                Distrust(from, mark);
                return;
            }
            else if (mark.Life == Context.BootNonce)
            {
                heardStamps[index] = Math.Max(heardStamps[index], mark.Stamp);
            }
        }

        witnesses = witnesses.With(index);
    }

    // Other lives of this disk are earlier ones, so this one must have begun with all that they told. Its own words may only be above
    // what it holds when its memory was put back as well. A frame heard late names less, never more.
    private bool IsBeyondThisDisk(DiskMark mark) => mark.Stamp > (mark.Life == Context.BootNonce ? Stamp : stampBase);

    private void Distrust(NodeId from, DiskMark mark)
    {
        var held = mark.Life == Context.BootNonce ? $"it holds {Stamp}" : $"it began with {stampBase}";
        Quarantine(
            $"This disk was put back to an older state: {from.Name} was told of its group {mark.Stamp}, and {held}. What it promised and "
            + "voted for in between is lost. If its newest data folder still exists, put that back; else leave the acceptor out until a "
            + "reconfiguration replaces it.");
    }

    private void Quarantine(string reason)
    {
        QuarantineReason = reason;
        Persist(new QuarantineRecord(reason));
        Report(new Quarantined(reason));
    }
}
