using System.Diagnostics;
using Paxos.Cli.Local;

namespace Paxos.Processes;

/// <summary>
/// One node of a <see cref="ProcessCluster"/>: its process, and the signals that a fault consists of.
/// </summary>
internal sealed class ClusterNode : IDisposable
{
    // The numbers of x86-64 and arm64, which are the machines that a node is built for.
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private readonly LocalNode layout;
    private readonly string host;
    private readonly NodeProcesses processes;
    private readonly LocalDirectory directory;
    private readonly StatusReader reader;
    private Process? process;

    /// <summary>A node that does not run.</summary>
    public ClusterNode(NodePlace place, LocalDirectory directory, StatusReader reader)
    {
        layout = place.Layout;
        host = place.Host;
        processes = new NodeProcesses(place.Program, directory);
        this.directory = directory;
        this.reader = reader;
    }

    /// <summary>Its name.</summary>
    public string Name => layout.Name;

    /// <summary>Its role.</summary>
    public string Role => layout.Roles;

    /// <summary>host:port where other nodes reach it.</summary>
    public string PeerAddress => $"{host}:{layout.PeerPort}";

    /// <summary>The host that it listens on.</summary>
    public string Host => host;

    /// <summary>The port of its page.</summary>
    public int WebPort => layout.WebPort;

    /// <summary>
    /// The folder of its data; not there before its first start, and never for a role without a disk.
    /// </summary>
    public string DataFolder => directory.DataOf(layout);

    /// <summary>Whether its process is there, paused or not.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>The process id of its present or last life.</summary>
    /// <exception cref="InvalidOperationException">It was never started.</exception>
    public int ProcessId => Started.Id;

    /// <summary>What it has logged in its present or last life.</summary>
    public string Log =>
        File.Exists(directory.LogOf(layout)) ? File.ReadAllText(directory.LogOf(layout)) : string.Empty;

    private Process Started => process ?? throw new InvalidOperationException($"{Name} was never started.");

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public void Start()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"{Name} runs already.");
        }

        process?.Dispose();
        process = processes.Start(layout);
    }

    /// <summary>SIGKILL, without waiting for the end.</summary>
    public void Kill() => Signal(NativeMethods.SigKill);

    /// <summary>SIGKILL, and waits for the end.</summary>
    public Task KillAsync()
    {
        Kill();
        return UntilEndedAsync();
    }

    /// <summary>
    /// SIGSTOP: the process stands still, and its connections stay open. Returns when every thread has stopped: the kernel stops them
    /// one by one after the signal was sent, and until then they may still answer.
    /// </summary>
    /// <exception cref="TimeoutException">It does not stand still in time.</exception>
    public void Pause()
    {
        Signal(SigStop);
        if (!SpinWait.SpinUntil(StandsStill, ProcessCluster.Patience))
        {
            throw new TimeoutException($"{Name} does not stand still within {ProcessCluster.Patience.TotalSeconds} s.");
        }
    }

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(SigContinue);

    /// <summary>SIGTERM, without waiting for the end.</summary>
    public void Terminate() => Signal(NativeMethods.SigTerm);

    /// <summary>Waits until the process has ended, for whatever reason.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It has not in time.</exception>
    public async Task<int> UntilEndedAsync()
    {
        using var limit = new CancellationTokenSource(ProcessCluster.Patience);
        try
        {
            await Started.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"{Name} has not ended within {ProcessCluster.Patience.TotalSeconds} s.\n{LogTail(20)}");
        }

        return Started.ExitCode;
    }

    /// <summary>Null when it is ready; else why not, by its own word where it has one.</summary>
    public Task<string?> ObstacleAsync() => reader.ObstacleAsync($"{host}:{layout.WebPort}");

    /// <summary>What it says of itself; null when it does not answer.</summary>
    public Task<NodeFacts?> LookAsync() => reader.LookAsync($"{host}:{layout.WebPort}");

    /// <summary>The last lines of its log.</summary>
    public string LogTail(int lines) => string.Join('\n', directory.LogTail(layout, lines));

    /// <inheritdoc/>
    public void Dispose() => process?.Dispose();

    private bool StandsStill() => Directory.EnumerateDirectories($"/proc/{ProcessId}/task").All(IsStopped);

    private static bool IsStopped(string thread)
    {
        try
        {
            // The name in brackets may hold spaces; the state is the word after it.
            var stat = File.ReadAllText($"{thread}/stat");
            return stat[stat.LastIndexOf(')') + 2] == 'T';
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The thread has ended meanwhile: look again.
            return false;
        }
    }

    private void Signal(int signal)
    {
        // By the process's own id and never after its end, when the id may be another's.
        if (!IsRunning || !NativeMethods.Signal(Started.Id, signal))
        {
            throw new InvalidOperationException(
                $"{Name} cannot be sent signal {signal}: it does not run.\n{LogTail(20)}");
        }
    }
}
