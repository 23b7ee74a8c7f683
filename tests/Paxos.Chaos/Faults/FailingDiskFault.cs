namespace Paxos.Chaos.Faults;

/// <summary>
/// A disk that fails an fsync and takes no more writes. Its node must end with the exit code that says so, and never vote with
/// what may not be on disk; the disk is checked, mounted anew, and the node started.
/// </summary>
/// <param name="target">A node with a disk of its own.</param>
internal sealed class FailingDiskFault(Target target) : Fault(FaultKind.FailingDisk, [target], string.Empty)
{
    // As node/README.md has it.
    private const int DiskFailed = 86;

    /// <inheritdoc/>
    public override Task StrikeAsync() => target.Disk!.BreakAsync();

    /// <inheritdoc/>
    public override async Task<string?> HealAsync()
    {
        // A node that had nothing to write meanwhile has not noticed, and may go on until it has.
        var noticed = !target.Node.IsRunning;
        if (!noticed)
        {
            target.Node.Kill();
        }

        var exitCode = await target.Node.UntilEndedAsync();
        await target.Disk!.RepairAsync();
        target.Node.Start();
        return !noticed || exitCode == DiskFailed
            ? null
            : $"{target.Node.Name} ended with exit code {exitCode} when its disk failed, not {DiskFailed}.\n{target.Node.LogTail(20)}";
    }
}
