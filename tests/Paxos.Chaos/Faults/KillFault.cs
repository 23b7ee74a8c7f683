namespace Paxos.Chaos.Faults;

/// <summary>SIGKILL, and a start later.</summary>
internal sealed class KillFault(IReadOnlyList<Target> targets) : Fault(FaultKind.Kill, targets, string.Empty)
{
    /// <inheritdoc/>
    public override async Task StrikeAsync()
    {
        foreach (var target in Targets)
        {
            target.Node.Kill();
        }

        await Task.WhenAll(Targets.Select(target => target.Node.UntilEndedAsync()));
    }

    /// <inheritdoc/>
    public override Task<string?> HealAsync()
    {
        foreach (var target in Targets)
        {
            target.Node.Start();
        }

        return Task.FromResult<string?>(null);
    }
}
