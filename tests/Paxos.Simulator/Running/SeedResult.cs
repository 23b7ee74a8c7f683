namespace Paxos.Simulator.Running;

/// <summary>How the run of one seed ended.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violation">What was found; null when nothing was.</param>
/// <param name="Checker">Which checker found it; empty when none.</param>
/// <param name="Counters">What happened.</param>
/// <param name="Hash">The trace's hash.</param>
/// <param name="Tail">The last lines of the trace; empty unless they were asked for.</param>
/// <param name="Topology">The processes.</param>
/// <param name="Operations">Requests that applications made.</param>
internal sealed record SeedResult(
    ulong Seed,
    string? Violation,
    string Checker,
    Counters Counters,
    string Hash,
    IReadOnlyCollection<string> Tail,
    string Topology,
    int Operations)
{
    /// <summary>Whether nothing was found.</summary>
    public bool HasPassed => Violation is null;
}
