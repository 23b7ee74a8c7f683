using System.Diagnostics;
using System.Runtime.InteropServices;
using Paxos.ApiServer.Controllers;
using Paxos.Chaos.Machine;

namespace Paxos.ApiServer.Processes;

/// <summary>
/// One pod's process, in namespaces of its own for network and mounts, its root being the image with the pod's volumes in it. It is
/// started again when it ends, and killed when its liveness probe fails, as a kubelet does.
/// </summary>
internal sealed class PodProcess(PodSpec spec, PodImage image, NodeNetwork network, PodFolders folders, HttpClient client, Action changed)
    : IDisposable
{
    private const int SigTerm = 15;

    /// <summary>The wait before the first restart; it doubles. A kubelet begins with ten seconds, for which tests have no time.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, as a kubelet has it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    // The image is covered by a layer of the pod's own, so that places for volumes can be made in it. Volumes belong to the pod's user.
    private const string Script = """
        set -e
        root=$1 image=$2 layer=$3 hosts=$4 user=$5 access=$6
        shift 6
        mount -t overlay overlay -o "lowerdir=$image,upperdir=$layer/upper,workdir=$layer/work" "$root"
        mount --rbind /proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount --bind "$hosts" "$root/etc/hosts"
        while [ "$1" != -- ]; do
          chown "$user" "$1"
          mount --bind "$1" "$root$2"
          shift 2
        done
        shift
        mount -o "remount,$access" "$root"
        exec chroot --userspec="$user" "$root" "$@"
        """;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile PodState _state = new() { Phase = "Pending", WaitingReason = "ContainerCreating" };
    private Process? _process;
    private Task _life = Task.CompletedTask;
    private Task _killing = Task.CompletedTask;

    /// <summary>How it is.</summary>
    public PodState State => _state;

    /// <summary>What it is.</summary>
    public PodSpec Spec => spec;

    /// <summary>Whether it has ended for good.</summary>
    public bool HasEnded => _life.IsCompleted && _killing.IsCompleted;

    /// <summary>Starts it.</summary>
    public void Start() => _life = Task.Run(LiveAsync);

    /// <summary>Ends it: a signal to end, and after the time it is given, an end.</summary>
    public void Stop(TimeSpan grace)
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            WithProcess(process => _ = Signal(process.Id, SigTerm));
            _killing = KillAfterAsync(grace);
        }
    }

    /// <summary>Kills the process; it is started again.</summary>
    public void Kill() => WithProcess(process => process.Kill(entireProcessTree: true));

    /// <summary>Ends when it has ended.</summary>
    public Task EndedAsync() => Task.WhenAll(_life, _killing);

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task KillAfterAsync(TimeSpan grace)
    {
        await Task.WhenAny(_life, Task.Delay(grace));
        Kill();
        changed();
    }

    // While somebody looks at the process it is not let go.
    private void WithProcess(Action<Process> act)
    {
        lock (_gate)
        {
            if (_process is { HasExited: false } process)
            {
                act(process);
            }
        }
    }

    private async Task LiveAsync()
    {
        var wait = FirstWait;
        for (var restarts = 0; !_stop.IsCancellationRequested; restarts++)
        {
            var message = await RunOnceAsync(restarts);
            if (_stop.IsCancellationRequested)
            {
                break;
            }

            Tell(new PodState { WaitingReason = "CrashLoopBackOff", Message = message, Restarts = restarts + 1, Address = spec.Address });
            await Task.Delay(wait, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }

        changed();
    }

    private async Task<string> RunOnceAsync(int restarts)
    {
        await using var log = new FileStream(folders.Log, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        using var process = Process.Start(Command())!;
        Hold(process);
        Tell(new PodState { Restarts = restarts, Address = spec.Address });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var probing = ProbeAsync(restarts, ended.Token);
        var output = process.StandardOutput.BaseStream.CopyToAsync(log);
        var errors = process.StandardError.BaseStream.CopyToAsync(log);
        await Task.WhenAll(output, errors, process.WaitForExitAsync());
        await ended.CancelAsync();
        await probing;
        Hold(null);
        return $"the process ended with {process.ExitCode}";
    }

    private void Hold(Process? process)
    {
        lock (_gate)
        {
            _process = process;
            if (_stop.IsCancellationRequested)
            {
                process?.Kill(entireProcessTree: true);
            }
        }
    }

    private ProcessStartInfo Command()
    {
        var mounts = spec.Mounts.SelectMany(mount => new[] { folders.Volume(mount.Claim, mount.Volume), mount.Place });
        var entry = spec.Command.Count > 0 ? spec.Command : image.EntryPoint;
        string[] arguments =
        [
            .. network.Enter[1..], "unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "pod",
            folders.Root, image.Root, folders.Layer, folders.Hosts, spec.User, spec.IsReadOnly ? "ro" : "rw", .. mounts, "--",
            .. entry, .. spec.Arguments,
        ];
        var start = new ProcessStartInfo(network.Enter[0], arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    // Startup first; then readiness and liveness, each by its own period.
    private async Task ProbeAsync(int restarts, CancellationToken cancellationToken)
    {
        try
        {
            if (spec.Probe("startupProbe") is { } startup && !await UntilAsync(startup, wanted: true, cancellationToken))
            {
                Kill();
                return;
            }

            await Task.WhenAll(ReadyAsync(restarts, cancellationToken), AliveAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The process has ended, or the pod is to end.
        }
    }

    private async Task ReadyAsync(int restarts, CancellationToken cancellationToken)
    {
        if (spec.Probe("readinessProbe") is not { } probe)
        {
            Tell(new PodState { IsReady = true, Restarts = restarts, Address = spec.Address });
            return;
        }

        while (true)
        {
            var isReady = await probe.AskAsync(client, cancellationToken);
            if (isReady != _state.IsReady)
            {
                Tell(new PodState { IsReady = isReady, Restarts = restarts, Address = spec.Address });
            }

            await Task.Delay(probe.Period, cancellationToken);
        }
    }

    private async Task AliveAsync(CancellationToken cancellationToken)
    {
        if (spec.Probe("livenessProbe") is { } probe)
        {
            await UntilAsync(probe, wanted: false, cancellationToken);
            Kill();
        }
    }

    // Asks until the answer is the wanted one, so many times in a row as the probe says for a failure. False when a startup fails so often.
    private async Task<bool> UntilAsync(PodProbe probe, bool wanted, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (failures < probe.Failures)
        {
            var isRight = await probe.AskAsync(client, cancellationToken);
            if (isRight && wanted)
            {
                return true;
            }

            failures = isRight ? 0 : failures + 1;
            await Task.Delay(probe.Period, cancellationToken);
        }

        return false;
    }

    private void Tell(PodState state)
    {
        _state = state;
        changed();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
