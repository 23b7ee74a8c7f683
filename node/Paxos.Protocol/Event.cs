namespace Paxos.Protocol;

/// <summary>A fact for humans: the shell logs and counts it, the simulator prints it, tests assert it. No rule rests on it.</summary>
public abstract record Event;
