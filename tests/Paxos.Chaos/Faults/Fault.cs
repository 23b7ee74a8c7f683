namespace Paxos.Chaos.Faults;

/// <summary>Something that is done to nodes and undone later.</summary>
/// <param name="kind">What it is.</param>
/// <param name="targets">To which nodes.</param>
/// <param name="details">How strongly, for progress lines.</param>
internal abstract class Fault(FaultKind kind, IReadOnlyList<Target> targets, string details)
{
    /// <summary>What it is.</summary>
    public FaultKind Kind => kind;

    /// <summary>To which nodes it is done.</summary>
    public IReadOnlyList<Target> Targets => targets;

    /// <summary>Does it.</summary>
    public abstract Task StrikeAsync();

    /// <summary>Undoes it.</summary>
    /// <returns>What went wrong that must not; null when nothing did.</returns>
    public abstract Task<string?> HealAsync();

    /// <summary>What, whom, how.</summary>
    public override string ToString() =>
        $"{kind} of {string.Join(", ", targets.Select(target => target.Node.Name))}{(details.Length > 0 ? $" ({details})" : "")}";
}
