using Paxos.Protocol;
using Paxos.Protocol.Snapshots;

namespace Paxos.Simulator;

/// <summary>
/// A learner's snapshot files. A file under way is lost with its process; a sealed one is durable after a while, and a crash in between
/// leaves it or not, as a rename may.
/// </summary>
internal sealed class SimulatedSnapshots(NodeId owner, World world)
{
    private readonly List<File> durable = [];
    private File? begun;
    private ulong begunAs;

    /// <summary>The slot of the newest durable snapshot that is whole.</summary>
    public Slot Newest => durable.FindLast(file => file.IsWhole())?.Manifest!.Slot ?? Slot.None;

    /// <summary>Whether there is no space for another one.</summary>
    public bool IsFull { get; set; }

    /// <summary>Takes what the learner asks of its process.</summary>
    public void Take(Message message)
    {
        switch (message)
        {
            case SnapshotToBegin begin:
                begun = new File();
                begunAs = begin.Writing;
                break;
            case SnapshotChunkToWrite write when write.Writing == begunAs && begun is not null:
                Write(write);
                break;
            case SnapshotToSeal seal when seal.Writing == begunAs && begun is not null:
                Seal(seal, begun);
                break;
            case SnapshotToDrop drop when drop.Writing == begunAs:
                begun = null;
                break;
            case SnapshotChunkToRead read:
                var file = durable.Find(held => held.Manifest!.Id == read.Snapshot);
                TellAfter(
                    world.Random.Next(0, 3),
                    new SnapshotChunkRead(read.Asker, read.Snapshot, read.Index, file?.Chunks.GetValueOrDefault(read.Index) ?? default));
                break;
        }
    }

    /// <summary>The power fails.</summary>
    public void Crash()
    {
        if (begun is { Manifest: not null } sealing && world.Random.Chance(0.5))
        {
            MakeDurable(sealing);
        }

        begun = null;
    }

    /// <summary>The disk is replaced by an empty one.</summary>
    public void Wipe()
    {
        begun = null;
        durable.Clear();
        world.Checkers.SnapshotHeld(owner, Slot.None);
    }

    /// <summary>One byte of a chunk of the newest snapshot rots.</summary>
    public void Rot()
    {
        var file = durable[^1];
        var index = (int)world.Random.Next(0, file.Chunks.Count - 1);
        var chunk = file.Chunks[index].ToArray();
        chunk[world.Random.Next(0, chunk.Length - 1)] ^= 1;
        file.Chunks[index] = chunk;
        world.Checkers.SnapshotHeld(owner, durable.Count > 1 ? durable[^2].Manifest!.Slot : Slot.None);
    }

    /// <summary>The newest snapshot that is whole; those that are not are thrown away, as the real host does.</summary>
    public IEnumerable<DurableRecord> Recover()
    {
        while (durable.Count > 0 && !durable[^1].IsWhole())
        {
            durable.RemoveAt(durable.Count - 1);
        }

        if (durable.Count == 0)
        {
            yield break;
        }

        yield return new SnapshotRecord(SnapshotManifest.Decode(durable[^1].Manifest!.Bytes));
        foreach (var chunk in durable[^1].Chunks.Values)
        {
            yield return new SnapshotChunkRecord(chunk);
        }
    }

    private void Write(SnapshotChunkToWrite write)
    {
        if (IsFull || world.Random.Chance(world.Faults.FullSnapshotDisk))
        {
            world.Counters.SnapshotsFailed++;
            begun = null;
            TellAfter(1, new SnapshotWriteFailed(write.Writing, "the disk is full"));
            return;
        }

        begun!.Chunks[write.Index] = write.Chunk;
        TellAfter(world.Random.Next(0, 5), new SnapshotChunkWritten(write.Writing, write.Index));
    }

    private void Seal(SnapshotToSeal seal, File sealing)
    {
        sealing.Manifest = seal.Manifest;
        var life = world.Find(owner.Name)!.Life;
        var slow = world.Random.Chance(world.Faults.SlowSnapshotDisk) ? world.Random.Next(100, 2_000) : 0;
        world.Agenda.After(world.Faults.DrawSyncMilliseconds(world.Random) + slow, () =>
        {
            if (world.Find(owner.Name)!.Life == life)
            {
                MakeDurable(sealing);
                begun = begun == sealing ? null : begun;
                TellAfter(0, new SnapshotWritten(seal.Writing));
            }
        });
    }

    private void MakeDurable(File sealing)
    {
        if (!sealing.IsWhole())
        {
            throw new ViolationException("snapshot", $"{owner} sealed the snapshot {sealing.Manifest}, whose chunks are not what it names");
        }

        durable.Add(sealing);
        while (durable.Count > world.Options.SnapshotsKept)
        {
            durable.RemoveAt(0);
        }

        world.Checkers.SnapshotHeld(owner, sealing.Manifest!.Slot);
    }

    private void TellAfter(long milliseconds, Message message)
    {
        var process = world.Find(owner.Name)!;
        var life = process.Life;
        world.Agenda.After(milliseconds, () =>
        {
            if (process.Life == life)
            {
                process.Tell(Role.Learner, message);
            }
        });
    }

    private sealed class File
    {
        public SnapshotManifest? Manifest { get; set; }

        public SortedDictionary<int, ReadOnlyMemory<byte>> Chunks { get; } = [];

        public bool IsWhole() => Manifest is { } manifest
            && Chunks.Count == manifest.Chunks.Count
            && Chunks.All(chunk => SnapshotHash.Of(chunk.Value.Span) == manifest.Chunks[chunk.Key]);
    }
}
