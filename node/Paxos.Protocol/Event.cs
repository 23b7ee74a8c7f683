namespace Paxos.Protocol;

/// <summary>
/// A fact for humans: logged and counted by the shell, printed by the simulator, asserted by tests. Nothing in the protocol
/// depends on one being read.
/// </summary>
public abstract record Event;
