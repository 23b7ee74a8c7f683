using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Runtime.Controlling;
using Paxos.Operator.Runtime.Leading;
using Paxos.Operator.Runtime.Telemetry;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Hosting;

/// <summary>
/// The life of an operator: watch, wait for leadership, work. When it is asked to stop it first stops working and then gives the lease
/// back; when it loses the lease it ends, because whatever it holds in memory may be wrong from then on.
/// </summary>
internal sealed partial class OperatorHost : BackgroundService
{
    private readonly IReadOnlyList<IReflector> _reflectors;
    private readonly IReadOnlyList<IControllerRunner> _runners;
    private readonly LeaseElection _election;
    private readonly Leadership _leadership;
    private readonly OperatorSettings _settings;
    private readonly TimeProvider _time;
    private readonly ProcessEnd _end;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<OperatorHost> _logger;

    /// <summary>Makes one.</summary>
    public OperatorHost(
        IEnumerable<IReflector> reflectors,
        IEnumerable<IControllerRunner> runners,
        LeaseElection election,
        Leadership leadership,
        OperatorSettings settings,
        OperatorMetrics metrics,
        TimeProvider time,
        ProcessEnd end,
        IHostApplicationLifetime lifetime,
        ILogger<OperatorHost> logger)
    {
        (_reflectors, _runners, _election, _leadership) = ([.. reflectors], [.. runners], election, leadership);
        (_settings, _time, _end, _lifetime, _logger) = (settings, time, end, lifetime, logger);
        metrics.Show("paxos_operator_leader", "", () => leadership.IsLeading ? 1 : 0);
        foreach (var reflector in _reflectors)
        {
            metrics.Show("paxos_operator_objects", $"resource=\"{reflector.Resource}\"", () => reflector.Count);
            metrics.Show("paxos_operator_list_age_seconds", $"resource=\"{reflector.Resource}\"", () => reflector.ListAge.TotalSeconds);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var tasks = _reflectors.Select(reflector => reflector.RunAsync(running.Token)).ToList();
        var isHolding = false;
        try
        {
            await AnyEnds(tasks, LeadAsync(stoppingToken));
            isHolding = true;
            await AnyEnds(tasks, Task.WhenAll(_reflectors.Select(reflector => reflector.Listed)).WaitAsync(stoppingToken));
            tasks.AddRange(_runners.Select(runner => runner.RunAsync(running.Token)));
            await AnyEnds(tasks, HoldAsync(stoppingToken));
            _end.Fail();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It was asked to stop.
        }
        catch (Exception e)
        {
            LogFailed(e);
            _end.Fail();
        }

        await running.CancelAsync();
        await Task.WhenAll(tasks.Select(Quietly));
        if (isHolding && _settings.LeaderElection == LeaderElectionType.Single && _leadership.IsLeading)
        {
            using var soon = new CancellationTokenSource(_settings.RenewDeadline, _time);
            await _election.ReleaseAsync(soon.Token);
        }

        _lifetime.StopApplication();
    }

    private Task LeadAsync(CancellationToken cancellationToken)
    {
        if (_settings.LeaderElection == LeaderElectionType.Single)
        {
            return _election.AcquireAsync(cancellationToken);
        }

        _leadership.Renewed(_time.GetTimestamp());
        return Task.CompletedTask;
    }

    private Task HoldAsync(CancellationToken cancellationToken) => _settings.LeaderElection == LeaderElectionType.Single
        ? _election.HoldAsync(cancellationToken)
        : Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    // None of the tasks ends by itself; one that does has failed, and its exception ends the operator.
    private static async Task AnyEnds(List<Task> tasks, Task awaited) => await await Task.WhenAny([.. tasks, awaited]);

    // What a task failed with was told by the first that was awaited; after the end only their having ended matters.
    private static async Task Quietly(Task task) => await task.ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    [LoggerMessage(3401, LogLevel.Critical, "The operator ends.")]
    private partial void LogFailed(Exception error);
}
