namespace Paxos.Chaos.Faults;

/// <summary>SIGSTOP, and SIGCONT later: a process that stands still with its connections open.</summary>
internal sealed class PauseFault(IReadOnlyList<Target> targets) : Fault(FaultKind.Pause, targets, string.Empty)
{
    /// <inheritdoc/>
    public override Task StrikeAsync()
    {
        foreach (var target in Targets)
        {
            target.Node.Pause();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<string?> HealAsync()
    {
        foreach (var target in Targets)
        {
            target.Node.Resume();
        }

        return Task.FromResult<string?>(null);
    }
}
