using Paxos.Protocol;

namespace Paxos.Simulator;

/// <summary>
/// The host of one role in one life of its process: drains its inbox into it, takes its effects, and does them in their order.
/// It is what the node's shell is in production.
/// </summary>
internal sealed class SimulatedRole(World world, BaseNode node, SimulatedDisk? disk)
{
    private readonly Queue<Envelope> inbox = new();

    /// <summary>The role's address.</summary>
    public NodeId Id => node.Id;

    /// <summary>The role itself.</summary>
    public BaseNode Node => node;

    /// <summary>Puts a message into the inbox; it is taken at the process's next step.</summary>
    public void Enqueue(Envelope envelope) => inbox.Enqueue(envelope);

    /// <summary>Takes everything that waits, then does what it asks for.</summary>
    public void Drain()
    {
        while (inbox.TryDequeue(out var envelope))
        {
            world.Note(TraceKind.Receive, Id, envelope.From, [], envelope.Message);
            world.Checkers.Received(Id, envelope);
            node.Receive(envelope);
        }

        Flush();
    }

    /// <summary>Moves the role's clock.</summary>
    public void Tick(Instant now)
    {
        node.Tick(now);
        Flush();
    }

    private void Flush()
    {
        var effects = node.TakeEffects();
        if (effects.IsEmpty)
        {
            return;
        }

        foreach (var fact in effects.Events)
        {
            world.Note(TraceKind.Event, Id, default, [], fact);
            world.Checkers.Reported(Id, fact);
        }

        foreach (var envelope in effects.AtOnce)
        {
            world.Route(envelope);
        }

        foreach (var record in effects.Records)
        {
            world.Checkers.RecordAsked(Id, record);
        }

        if (disk is not null)
        {
            disk.Append(effects.Records, effects.AfterDurable);
            return;
        }

        Invariant.Check(effects.Records.Count == 0, $"S1: {Id} has no disk and asked for records");
        foreach (var envelope in effects.AfterDurable)
        {
            world.Route(envelope);
        }
    }
}
