using System.Diagnostics;

namespace Paxos.Cli.Local;

/// <summary>Starts and stops the nodes of a layout as processes that outlive this one.</summary>
/// <param name="layout">The nodes.</param>
/// <param name="directory">Where they keep things.</param>
/// <param name="processes">How they are started and found.</param>
/// <param name="surroundings">For progress.</param>
internal sealed class LocalCluster(
    IReadOnlyList<LocalNode> layout, LocalDirectory directory, NodeProcesses processes, Surroundings surroundings)
{
    private const int LogTailLines = 20;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(5);

    private readonly Progress progress = new(surroundings);

    /// <summary>How many nodes run.</summary>
    public int Running => layout.Count(node => processes.Find(node) is not null);

    /// <summary>Starts the nodes that do not run and waits until all are ready.</summary>
    /// <param name="timeout">How long all of them may take to be ready.</param>
    /// <param name="cancellationToken">Ctrl-C: what was started is stopped again.</param>
    /// <returns>How many were started: 0 where all of them ran already.</returns>
    /// <exception cref="CommandFailure">
    /// A port is in use, or a node ended or was not ready in time; then what was started is stopped again.
    /// </exception>
    public async Task<int> UpAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var missing = layout.Where(node => processes.Find(node) is null).ToArray();
        PortCheck.Check(missing);
        if (missing.Length > 0)
        {
            directory.WriteClusterFile();
            Tell(missing);
        }

        NativeMethods.KeepHandlesFromChildren();
        var started = new Dictionary<LocalNode, Process>();
        var ready = false;
        try
        {
            foreach (var node in missing)
            {
                started.Add(node, processes.Start(node));
            }

            await WaitUntilReadyAsync(started, timeout, cancellationToken);
            ready = true;
        }
        finally
        {
            progress.End();
            if (!ready && started.Count > 0)
            {
                await StopAsync([.. started.Keys], KillGrace);
            }
        }

        return missing.Length;
    }

    /// <summary>Asks every running node to end, waits, and ends those that do not.</summary>
    /// <returns>How many ran.</returns>
    /// <exception cref="CommandFailure">A node is still there.</exception>
    public async Task<int> DownAsync(TimeSpan timeout)
    {
        var running = layout.Where(node => processes.Find(node) is not null).ToArray();
        await StopAsync(running, timeout);
        return running.Length;
    }

    /// <summary>Every node as it is now.</summary>
    public async Task<IReadOnlyList<LocalStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        using var readiness = new Readiness();
        return await Task.WhenAll(layout.Select(async node =>
        {
            var pid = processes.Find(node);
            return new LocalStatus(
                node, pid, pid is null ? "stopped" : await readiness.ReasonAgainstAsync(node, cancellationToken));
        }));
    }

    private void Tell(LocalNode[] missing)
    {
        var some = string.Join(", ", missing.Select(node => node.Name));
        progress.Show(missing.Length == layout.Count
            ? $"Starting {missing.Length} nodes."
            : $"{layout.Count - missing.Length} of {layout.Count} nodes are already running; starting {some}.");
        progress.End();
    }

    private async Task WaitUntilReadyAsync(
        Dictionary<LocalNode, Process> started, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var readiness = new Readiness();
        var clock = Stopwatch.StartNew();
        var waiting = layout.ToList();
        while (true)
        {
            var reasons = await Task.WhenAll(
                waiting.Select(node => readiness.ReasonAgainstAsync(node, cancellationToken)));
            var unready = waiting.Zip(reasons).Where(pair => pair.Second is not null).ToArray();
            waiting = [.. unready.Select(pair => pair.First)];
            ThrowIfEnded(started);
            progress.Show($"{layout.Count - waiting.Count} of {layout.Count} nodes are ready.");
            if (waiting.Count == 0)
            {
                return;
            }

            if (clock.Elapsed > timeout)
            {
                var reason = string.Join("; ", unready.Select(pair => $"{pair.First.Name}: {pair.Second}"));
                throw CommandFailure.Unreachable(
                    $"Not ready after {timeout.TotalSeconds:0.#} s: {reason}.{LogOf(waiting[0])}");
            }

            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    // All of them, not only those that are still waited for: a node that was ready may end while another one starts.
    private void ThrowIfEnded(Dictionary<LocalNode, Process> started)
    {
        foreach (var node in layout)
        {
            if (started.TryGetValue(node, out var process) && process.HasExited)
            {
                throw CommandFailure.Refused(
                    $"{node.Name} ended with exit code {process.ExitCode} before all nodes were ready.{LogOf(node)}");
            }
        }
    }

    private string LogOf(LocalNode node)
    {
        var tail = directory.LogTail(node, LogTailLines).Select(line => $"\n  {line}");
        return $" The end of {directory.LogOf(node)}:{string.Concat(tail)}";
    }

    private async Task StopAsync(IReadOnlyList<LocalNode> nodes, TimeSpan grace)
    {
        foreach (var node in nodes)
        {
            processes.Terminate(node);
        }

        var stubborn = await WaitUntilGoneAsync(nodes, grace);
        foreach (var node in stubborn)
        {
            progress.Show($"{node.Name} did not end within {grace.TotalSeconds:0.#} s and is killed.");
            processes.Kill(node);
        }

        var immortal = await WaitUntilGoneAsync(stubborn, KillGrace);
        progress.End();
        foreach (var node in nodes.Except(immortal))
        {
            directory.ForgetPid(node);
        }

        if (immortal.Count > 0)
        {
            throw CommandFailure.Refused($"Still running: {string.Join(", ", immortal.Select(node => node.Name))}.");
        }
    }

    private async Task<IReadOnlyList<LocalNode>> WaitUntilGoneAsync(IReadOnlyList<LocalNode> nodes, TimeSpan grace)
    {
        var clock = Stopwatch.StartNew();
        var left = nodes;
        while (true)
        {
            left = [.. left.Where(node => processes.Find(node) is not null)];
            if (left.Count == 0 || clock.Elapsed > grace)
            {
                return left;
            }

            progress.Show($"Stopping: {nodes.Count - left.Count} of {nodes.Count} nodes have ended.");
            await Task.Delay(LookInterval);
        }
    }
}
