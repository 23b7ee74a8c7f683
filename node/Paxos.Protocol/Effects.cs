namespace Paxos.Protocol;

/// <summary>
/// What the steps since the last call ask of the host, in this order: send <see cref="AtOnce"/>; make <see cref="Records"/>
/// durable as one group; send <see cref="AfterDurable"/> once the newest group handed over so far is durable, this one or, where
/// there are no records now, an earlier one that is still being written (rule D1: nothing is sent before its records are durable).
/// </summary>
/// <param name="Records">What to make durable, in order. A host may merge groups but never split or reorder them.</param>
/// <param name="AfterDurable">Messages that rest on records.</param>
/// <param name="AtOnce">Messages that promise nothing and wait for no disk.</param>
/// <param name="Events">Facts for humans.</param>
public sealed record Effects(
    IReadOnlyList<DurableRecord> Records,
    IReadOnlyList<Envelope> AfterDurable,
    IReadOnlyList<Envelope> AtOnce,
    IReadOnlyList<Event> Events)
{
    /// <summary>Nothing to do.</summary>
    public static Effects None { get; } = new([], [], [], []);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Records.Count == 0 && AfterDurable.Count == 0 && AtOnce.Count == 0 && Events.Count == 0;
}
