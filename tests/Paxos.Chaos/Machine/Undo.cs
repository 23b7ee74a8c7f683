namespace Paxos.Chaos.Machine;

/// <summary>What was made on the machine, to be unmade in the reverse order however the run ends.</summary>
/// <param name="progress">Is told what could not be unmade.</param>
internal sealed class Undo(Progress progress) : IAsyncDisposable
{
    private readonly Stack<(string What, Func<Task> Action)> made = [];

    /// <summary>Notes something that was just made.</summary>
    /// <param name="what">For messages.</param>
    /// <param name="action">Unmakes it.</param>
    public void Add(string what, Func<Task> action) => made.Push((what, action));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (made.TryPop(out var next))
        {
            try
            {
                await next.Action();
            }
            catch (Exception failure)
                when (failure is InvalidOperationException or TimeoutException or IOException or UnauthorizedAccessException)
            {
                progress.Say($"Left behind: {next.What}: {failure.Message}");
            }
        }
    }
}
