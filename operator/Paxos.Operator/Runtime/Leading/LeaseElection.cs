using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Requests;

namespace Paxos.Operator.Runtime.Leading;

/// <summary>
/// Who of several instances acts, by a Lease as Kubernetes' own components use it. It is not the client package's LeaderElector, which
/// neither gives the lease back nor takes a clock.
/// </summary>
internal sealed partial class LeaseElection(
    KubernetesApi api, OperatorSettings settings, Leadership leadership, TimeProvider time, ILogger<LeaseElection> logger)
{
    private static readonly EntityType Type = EntityType.Of<V1Lease>();

    private string _seen = "";
    private long _seenAt;
    private bool _isTaken;

    /// <summary>Ends when this instance leads.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (!await TryAsync(cancellationToken))
        {
            // With jitter, so that instances that started together do not ask together.
            await Task.Delay(settings.RetryPeriod * (1 + (0.2 * Random.Shared.NextDouble())), time, cancellationToken);
        }

        LogLeading(settings.Identity);
    }

    /// <summary>Renews the lease until that fails for too long; ends when leadership is lost.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        while (!leadership.IsOverdue)
        {
            await Task.Delay(settings.RetryPeriod, time, cancellationToken);
            if (!await TryAsync(cancellationToken) && _isTaken)
            {
                break;
            }
        }

        leadership.Ended();
        LogLost(settings.Identity);
    }

    /// <summary>Gives the lease back, so that another instance need not wait for its end. Nothing may be written afterwards.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        leadership.Ended();
        try
        {
            if (await FindAsync(cancellationToken) is { } lease && HolderOf(lease) == settings.Identity)
            {
                var spec = (JsonObject)lease["spec"]!;
                spec["holderIdentity"] = "";
                spec["leaseDurationSeconds"] = 1;
                await WriteAsync(HttpMethod.Put, lease, cancellationToken);
                LogReleased(settings.Identity);
            }
        }
        catch (ApiFailure e)
        {
            // The others wait for the lease's end then, as after a crash.
            LogNotReleased(settings.Identity, e.Message);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        // Taken before the request: the server's renewal is never older than this instance believes.
        var asked = time.GetTimestamp();
        try
        {
            using var inTime = new CancellationTokenSource(settings.RenewDeadline, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(inTime.Token, cancellationToken);
            var lease = await FindAsync(either.Token);
            _isTaken = lease is not null && IsHeldByOther(lease);
            if (_isTaken)
            {
                return false;
            }

            await WriteAsync(lease is null ? HttpMethod.Post : HttpMethod.Put, Mine(lease), either.Token);
            leadership.Renewed(asked);
            return true;
        }
        catch (ApiFailure e)
        {
            LogFailed(settings.Identity, e.Message);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(settings.Identity, $"no answer within {settings.RenewDeadline.TotalSeconds} s");
            return false;
        }
    }

    // The holder's clock may be wrong, so a lease ends when it has not changed for its duration by this instance's clock.
    private bool IsHeldByOther(JsonObject lease)
    {
        var version = (string)lease["metadata"]!["resourceVersion"]!;
        if (version != _seen)
        {
            (_seen, _seenAt) = (version, time.GetTimestamp());
        }

        var holder = HolderOf(lease);
        var duration = TimeSpan.FromSeconds(lease["spec"]?["leaseDurationSeconds"]?.GetValue<int>() ?? 0);
        return holder.Length > 0 && holder != settings.Identity && time.GetElapsedTime(_seenAt) <= duration;
    }

    private static string HolderOf(JsonObject lease) => (string?)lease["spec"]?["holderIdentity"] ?? "";

    private JsonObject Mine(JsonObject? lease)
    {
        var mine = (JsonObject?)lease?.DeepClone() ?? new JsonObject
        {
            ["apiVersion"] = Type.GroupVersion,
            ["kind"] = Type.Kind,
            ["metadata"] = new JsonObject { ["name"] = settings.Name, ["namespace"] = settings.Namespace },
        };
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var spec = mine["spec"] as JsonObject ?? [];
        if (lease is null || HolderOf(lease) != settings.Identity)
        {
            spec["acquireTime"] = now;
            spec["leaseTransitions"] = lease is null ? 0 : (spec["leaseTransitions"]?.GetValue<int>() ?? 0) + 1;
        }

        spec["holderIdentity"] = settings.Identity;
        spec["leaseDurationSeconds"] = (int)settings.LeaseDuration.TotalSeconds;
        spec["renewTime"] = now;
        if (spec.Parent is null)
        {
            mine["spec"] = spec;
        }

        return mine;
    }

    private async Task<JsonObject?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await api.SendAsync(new ApiRequest(HttpMethod.Get, Type, Path), cancellationToken);
        }
        catch (ApiFailure e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private string Path => Type.PathOf(settings.Namespace, settings.Name);

    private Task<JsonObject> WriteAsync(HttpMethod method, JsonObject lease, CancellationToken cancellationToken)
    {
        var path = method == HttpMethod.Post ? Type.PathOfAll(settings.Namespace) : Path;
        var request = new ApiRequest(method, Type, path) { Query = [("fieldManager", settings.Name)], Body = lease };
        return api.SendAsync(request, cancellationToken);
    }

    [LoggerMessage(3001, LogLevel.Information, "{Identity} leads.")]
    private partial void LogLeading(string identity);

    [LoggerMessage(3002, LogLevel.Critical, "{Identity} has lost its leadership and ends.")]
    private partial void LogLost(string identity);

    [LoggerMessage(3003, LogLevel.Information, "{Identity} has given its leadership back.")]
    private partial void LogReleased(string identity);

    [LoggerMessage(3004, LogLevel.Warning, "{Identity} could not give its leadership back: {Why}")]
    private partial void LogNotReleased(string identity, string why);

    [LoggerMessage(3005, LogLevel.Warning, "{Identity} could not take or renew the lease: {Why}")]
    private partial void LogFailed(string identity, string why);
}
