using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>
/// Writes a learner's snapshots and reads their chunks, on a thread of its own, so that neither the roles nor the journal wait for it.
/// The learner bounds what it orders; nothing is dropped here.
/// </summary>
internal sealed class SnapshotThread : IDisposable
{
    private readonly SnapshotFolder folder;
    private readonly Action<Message> tell;
    private readonly Action<DiskException> fatal;
    private readonly Thread thread;
    private readonly object gate = new();
    private readonly Queue<Message> orders = new();
    private ulong failedWriting;
    private bool isStopping;

    /// <summary>A thread that does not run yet.</summary>
    /// <param name="folder">The snapshots.</param>
    /// <param name="tell">Takes what the learner is told; called on this thread.</param>
    /// <param name="fatal">Called when the disk fails; ends the process.</param>
    public SnapshotThread(SnapshotFolder folder, Action<Message> tell, Action<DiskException> fatal)
    {
        this.folder = folder;
        this.tell = tell;
        this.fatal = fatal;
        thread = new Thread(Run) { Name = "snapshots", IsBackground = true, Priority = ThreadPriority.BelowNormal };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => thread.Start();

    /// <summary>Takes an order of the learner's; never waits for the disk.</summary>
    public void Take(Message order)
    {
        lock (gate)
        {
            orders.Enqueue(order);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Stops after the order that is being carried out; a snapshot that is not sealed by then never was.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isStopping = true;
            Monitor.Pulse(gate);
        }

        if (!thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            thread.Join();
        }

        folder.Dispose();
    }

    private void Run()
    {
        try
        {
            while (Next() is { } order)
            {
                Do(order);
            }
        }
        catch (DiskException failure)
        {
            fatal(failure);
        }
    }

    private Message? Next()
    {
        lock (gate)
        {
            while (orders.Count == 0 && !isStopping)
            {
                Monitor.Wait(gate);
            }

            return isStopping ? null : orders.Dequeue();
        }
    }

    private void Do(Message order)
    {
        switch (order)
        {
            case SnapshotChunkToRead read:
                tell(new SnapshotChunkRead(read.Asker, read.Snapshot, read.Index, folder.ReadChunk(read.Snapshot, read.Index)));
                break;
            case SnapshotToDrop:
                folder.Drop();
                break;
            case SnapshotToBegin begin:
                Write(begin.Writing, () => folder.Begin(begin.ChunkBytes), null);
                break;
            case SnapshotChunkToWrite write:
                Write(
                    write.Writing,
                    () => folder.Write(write.Index, write.Chunk.Span),
                    new SnapshotChunkWritten(write.Writing, write.Index));
                break;
            case SnapshotToSeal seal:
                Write(seal.Writing, () => folder.Seal(seal.Manifest), new SnapshotWritten(seal.Writing));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"A learner ordered {order.GetType().Name}.");
        }
    }

    // A full disk spoils this snapshot and nothing else: the file is given back, and earlier ones stay as they are.
    private void Write(ulong writing, Action write, Message? done)
    {
        if (writing == failedWriting)
        {
            return;
        }

        try
        {
            write();
        }
        catch (DiskException failure) when (failure.IsNoSpace)
        {
            failedWriting = writing;
            folder.Drop();
            tell(new SnapshotWriteFailed(writing, failure.Message));
            return;
        }

        if (done is not null)
        {
            tell(done);
        }
    }
}
