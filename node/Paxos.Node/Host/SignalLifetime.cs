using System.Runtime.InteropServices;

namespace Paxos.Node.Host;

/// <summary>
/// Turns SIGTERM and SIGINT into a request to stop. The host's own lifetime would close the ports first, and with them the streams
/// that the hand-over needs. A second signal ends the process at once.
/// </summary>
internal sealed class SignalLifetime : IHostLifetime, IDisposable
{
    private readonly TaskCompletionSource requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Completes when somebody asks the process to stop.</summary>
    public Task Requested => requested.Task;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context) => context.Cancel = requested.TrySetResult();
}
