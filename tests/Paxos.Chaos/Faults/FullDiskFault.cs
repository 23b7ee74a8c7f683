namespace Paxos.Chaos.Faults;

/// <summary>Disks without free space. What the nodes have set aside lasts for a while, so much is written meanwhile.</summary>
/// <param name="targets">Nodes with disks of their own.</param>
/// <param name="setLarge">Tells the applications whether to write large values.</param>
internal sealed class FullDiskFault(IReadOnlyList<Target> targets, Action<bool> setLarge)
    : Fault(FaultKind.FullDisk, targets, string.Empty)
{
    /// <inheritdoc/>
    public override async Task StrikeAsync()
    {
        foreach (var target in Targets)
        {
            await target.Disk!.FillAsync();
        }

        setLarge(true);
    }

    /// <inheritdoc/>
    public override Task<string?> HealAsync()
    {
        setLarge(false);
        foreach (var target in Targets)
        {
            target.Disk!.Empty();
        }

        return Task.FromResult<string?>(null);
    }
}
