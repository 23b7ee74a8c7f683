using Paxos.Protocol.Encoding;

namespace Paxos.Simulator;

/// <summary>
/// A role's disk. Records are encoded and gathered into groups; one group is written at a time while the next gathers, as in the
/// real host, and messages wait for the newest group handed over before them (rule D1). A crash loses what was not synced.
/// The identity is kept apart from the journal, and the newest counts.
/// </summary>
internal sealed class SimulatedDisk(NodeId owner, World world, bool isLazy)
{
    private const long LazyMilliseconds = 500;

    private readonly List<DiskGroup> journal = [];
    private byte[]? identity;
    private DiskGroup? identityOf;

    // As in the superblock: what may be missing from the journal, and what the missing part promised.
    private Slot trimmedTo;
    private Ballot promisedFloor;
    private DiskGroup? open;
    private DiskGroup? inFlight;
    private long generation;

    /// <summary>The identity that is durable; none on an empty disk.</summary>
    public DiskId Disk { get; private set; }

    /// <summary>The durable groups, oldest first, for faults to damage.</summary>
    public IReadOnlyList<DiskGroup> Journal => journal;

    /// <summary>Non-null once the disk is damaged beyond knowing what it held.</summary>
    public string? Quarantine { get; set; }

    /// <summary>The state of forming that is durable; null on an empty disk.</summary>
    public DiskState? DurableState => identity is null ? null : ((IdentityRecord)RecordCodec.Decode(identity)).State;

    /// <summary>Takes a step's records and the messages that wait for them.</summary>
    public void Append(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable)
    {
        if (records.Count > 0)
        {
            open ??= new DiskGroup();
            foreach (var record in records)
            {
                open.Records.Add(RecordCodec.Encode(record));
            }
        }

        if (afterDurable.Count > 0)
        {
            var newest = open ?? inFlight;
            if (newest is not null)
            {
                newest.Waiting.AddRange(afterDurable);
            }
            else
            {
                Release(afterDurable);
            }
        }

        if (inFlight is null && open is not null)
        {
            BeginSync();
        }
    }

    /// <summary>
    /// The power fails. The group being written is there or not; the one that only gathers is gone, except on a lazily synced disk,
    /// where any first part of what was appended may have reached the disk by itself.
    /// </summary>
    public void Crash()
    {
        generation++;
        if (inFlight is not null && world.Random.Chance(0.5))
        {
            var isWhole = !isLazy || world.Random.Chance(0.5);
            if (!isWhole)
            {
                Tear(inFlight);
            }

            MakeDurable(inFlight);
            if (isLazy && isWhole && open is not null)
            {
                Tear(open);
                MakeDurable(open);
            }
        }

        inFlight = null;
        open = null;
    }

    /// <summary>The disk is replaced by an empty one.</summary>
    public void Wipe()
    {
        Crash();
        journal.Clear();
        identity = null;
        identityOf = null;
        trimmedTo = Slot.None;
        promisedFloor = Ballot.Zero;
        Disk = DiskId.None;
        Quarantine = null;
    }

    /// <summary>What the next life gets back, in order: the identity, a learner's snapshot, what was trimmed, then the journal.</summary>
    public IEnumerable<DurableRecord> Recover(IEnumerable<DurableRecord> snapshot)
    {
        if (identity is not null)
        {
            yield return RecordCodec.Decode(identity);
        }

        if (Quarantine is not null)
        {
            yield return new QuarantineRecord(Quarantine);
        }

        foreach (var record in snapshot)
        {
            yield return record;
        }

        if (trimmedTo > Slot.None)
        {
            if (owner.Role == Role.Acceptor)
            {
                yield return new PromiseRecord(promisedFloor);
            }

            yield return new TrimRecord(trimmedTo);
        }

        foreach (var group in journal)
        {
            if (group.IsFaulty)
            {
                var (slots, highest) = RecordCodec.Summarise(group.Decode());
                yield return new FaultyRecord(slots, highest);
                continue;
            }

            foreach (var record in group.Decode())
            {
                yield return record;
            }
        }
    }

    private void Tear(DiskGroup group)
    {
        var kept = (int)world.Random.Next(0, group.Records.Count);
        group.Records.RemoveRange(kept, group.Records.Count - kept);
    }

    private void BeginSync()
    {
        var group = open!;
        open = null;
        inFlight = group;
        var life = generation;
        var isPatient = isLazy && group.Waiting.Count == 0;
        var delay = isPatient ? world.Random.Next(0, LazyMilliseconds) : world.Faults.DrawSyncMilliseconds(world.Random);
        world.Agenda.After(delay, () => Synced(group, life));
    }

    private void Synced(DiskGroup group, long life)
    {
        if (life != generation)
        {
            return;
        }

        if (world.PauseLeft(owner.Name) is var pause and > 0)
        {
            // The kernel has written it, but the process that stands still does not hear of it yet.
            world.Agenda.After(pause, () => Synced(group, life));
            return;
        }

        inFlight = null;
        MakeDurable(group);
        Release(group.Waiting);
        if (open is not null)
        {
            BeginSync();
        }
    }

    private void MakeDurable(DiskGroup group)
    {
        if (group.Records.Count == 0)
        {
            return;
        }

        var records = group.Decode();
        for (var index = records.Count - 1; index >= 0; index--)
        {
            if (records[index] is IdentityRecord record)
            {
                // The newest one, the first met from behind, counts.
                identity = identityOf == group ? identity : group.Records[index];
                identityOf = group;
                group.Records.RemoveAt(index);
                Disk = record.Disk;
            }
            else if (records[index] is TrimRecord trim)
            {
                trimmedTo = Slot.Max(trimmedTo, trim.TrimmedTo);
                group.Records.RemoveAt(index);
            }
        }

        if (group.Records.Count > 0)
        {
            journal.Add(group);
        }

        DeleteTrimmed();
        foreach (var record in records)
        {
            world.Checkers.RecordDurable(owner, Disk, record);
        }

        world.Note(TraceKind.Sync, owner, default, [], records);
    }

    // Whole segments only, and never the last; here a segment is a group. What a crash keeps from being deleted goes the next time.
    private void DeleteTrimmed()
    {
        while (trimmedTo > Slot.None && journal.Count > 1 && world.Random.Chance(0.9))
        {
            var (slots, highest) = RecordCodec.Summarise(journal[0].Decode());
            if (slots?.Last > trimmedTo)
            {
                return;
            }

            promisedFloor = Ballot.Max(promisedFloor, highest);
            journal.RemoveAt(0);
        }
    }

    private void Release(IReadOnlyList<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            world.Route(envelope);
        }
    }
}
