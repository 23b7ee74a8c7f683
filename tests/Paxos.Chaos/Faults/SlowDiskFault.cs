using Paxos.Chaos.Machine;

namespace Paxos.Chaos.Faults;

/// <summary>
/// A disk that stands still again and again: the file system is frozen and thawed, so that every write and fsync in between waits.
/// The kernel offers no slower device without modules that it may lack.
/// </summary>
/// <param name="target">A node with a disk of its own.</param>
/// <param name="frozen">For how long each time.</param>
internal sealed class SlowDiskFault(Target target, TimeSpan frozen)
    : Fault(FaultKind.SlowDisk, [target], $"{frozen.TotalMilliseconds} ms at a time")
{
    private readonly TaskCompletionSource healing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task freezing = Task.CompletedTask;

    /// <inheritdoc/>
    public override Task StrikeAsync()
    {
        freezing = FreezeAsync(target.Disk!);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<string?> HealAsync()
    {
        healing.SetResult();
        await freezing;
        return null;
    }

    private async Task FreezeAsync(DiskImage disk)
    {
        while (!healing.Task.IsCompleted)
        {
            // Thawed whatever happens: whoever waits for a frozen disk cannot even be killed.
            await disk.FreezeAsync();
            await Task.WhenAny(Task.Delay(frozen), healing.Task);
            await disk.ThawAsync();
            await Task.WhenAny(Task.Delay(frozen / 4), healing.Task);
        }
    }
}
