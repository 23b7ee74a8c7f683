using Paxos.Chaos.Machine;

namespace Paxos.Chaos.Faults;

/// <summary>Something that a node's own network is made to do.</summary>
/// <param name="kind">What it is.</param>
/// <param name="targets">To which nodes.</param>
/// <param name="details">How strongly.</param>
/// <param name="strike">Does it to one node's network.</param>
internal sealed class NetworkFault(
    FaultKind kind, IReadOnlyList<Target> targets, string details, Func<NodeNetwork, Task> strike)
    : Fault(kind, targets, details)
{
    /// <inheritdoc/>
    public override async Task StrikeAsync()
    {
        foreach (var target in Targets)
        {
            await strike(target.Network!);
        }
    }

    /// <inheritdoc/>
    public override async Task<string?> HealAsync()
    {
        foreach (var target in Targets)
        {
            await target.Network!.HealAsync();
        }

        return null;
    }
}
