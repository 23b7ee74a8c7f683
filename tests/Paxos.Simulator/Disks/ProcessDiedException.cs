namespace Paxos.Simulator.Disks;

/// <summary>The process was killed, or lost power, between two calls to its disk.</summary>
internal sealed class ProcessDiedException() : Exception("the process died between two calls to its disk");
