namespace Paxos.Node.Tests.Disk;

/// <summary>Thrown into a running operation at the moment the power goes.</summary>
internal sealed class PowerLossException : Exception;
