namespace Paxos.Node.Telemetry;

/// <summary>How often the node reported one kind of event.</summary>
/// <param name="Name">The event's type name.</param>
/// <param name="Level">The level at which it is logged.</param>
/// <param name="Count">Since the process started.</param>
internal readonly record struct EventCount(string Name, LogLevel Level, long Count);
