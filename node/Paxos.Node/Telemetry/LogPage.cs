namespace Paxos.Node.Telemetry;

/// <summary>What the ring held at one moment after a given sequence number: the body of <c>/logs</c>.</summary>
/// <param name="Instance">
/// Names this process's life: sequence numbers of two instances have nothing to do with each other.
/// </param>
/// <param name="First">
/// The sequence of the oldest line kept; one more than <paramref name="Last"/> while none is.
/// </param>
/// <param name="Last">The sequence of the newest line; 0 before the first.</param>
/// <param name="Missed">Lines of any level after the asked sequence that the ring no longer keeps.</param>
/// <param name="Lines">The lines, oldest first.</param>
internal sealed record LogPage(string Instance, long First, long Last, long Missed, IReadOnlyList<LogLine> Lines);
