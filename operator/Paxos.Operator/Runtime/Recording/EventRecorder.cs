using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Leading;

namespace Paxos.Operator.Runtime.Recording;

/// <summary>
/// Events, one object for each uid, reason and type, whatever the messages say: their number is bounded by the kinds of transitions. What
/// repeats within a minute is counted and told with the next one after it.
/// </summary>
internal sealed partial class EventRecorder(
    IKubernetesClient client, OperatorSettings settings, TimeProvider time, ILogger<EventRecorder> logger)
{
    /// <summary>Series that are remembered; of a forgotten one the server is asked again, so only a read is lost.</summary>
    private const int SeriesMax = 4_096;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Series> _series = [];
    private readonly Queue<string> _oldest = new();

    /// <summary>Publishes an event; it has the form of <see cref="EventPublisher"/>.</summary>
    public async Task PublishAsync(
        IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type, CancellationToken cancellationToken)
    {
        var name = NameOf(entity, reason, type);
        if (!Count(name, message, out var pending))
        {
            return;
        }

        try
        {
            await WriteAsync(entity, name, reason, message, type, pending, cancellationToken);
        }
        catch (Exception e) when (e is ApiFailure or LeadershipLostException)
        {
            LogFailed(reason, ObjectKey.Of(entity).ToString(), e.Message);
        }
    }

    /// <summary>The name of the object that counts such events.</summary>
    public static string NameOf(IKubernetesObject<V1ObjectMeta> entity, string reason, EventType type)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{entity.Metadata.Uid}\n{reason}\n{type}"));
        return $"{entity.Metadata.Name}.{Convert.ToHexStringLower(hash)[..16]}";
    }

    private async Task WriteAsync(
        IKubernetesObject<V1ObjectMeta> entity,
        string name,
        string reason,
        string message,
        EventType type,
        int pending,
        CancellationToken cancellationToken)
    {
        var space = entity.Metadata.NamespaceProperty ?? "default";
        var now = time.GetUtcNow().UtcDateTime;
        var before = await client.GetAsync<Corev1Event>(name, space, cancellationToken);
        await client.SaveAsync(new Corev1Event
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = space },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = entity.ApiVersion,
                Kind = entity.Kind,
                Name = entity.Metadata.Name,
                NamespaceProperty = entity.Metadata.NamespaceProperty,
                Uid = entity.Metadata.Uid,
            },
            Reason = reason,
            Message = message,
            Type = type.ToString(),
            Count = (before?.Count ?? 0) + pending,
            FirstTimestamp = before?.FirstTimestamp ?? Seconds(now),
            LastTimestamp = Seconds(now),
            Source = new V1EventSource { Component = settings.Name },
            ReportingComponent = settings.Name,
            ReportingInstance = settings.Identity,
        }, cancellationToken);
    }

    private static DateTime Seconds(DateTime now) => new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    // Says whether to write now, and how many events that stands for.
    private bool Count(string name, string message, out int pending)
    {
        lock (_gate)
        {
            if (!_series.TryGetValue(name, out var series))
            {
                Remember(name, series = new Series());
            }

            series.Pending++;
            pending = series.Pending;
            var isNews = message != series.Message || time.GetUtcNow() - series.Written >= Quiet;
            if (isNews)
            {
                (series.Message, series.Written, series.Pending) = (message, time.GetUtcNow(), 0);
            }

            return isNews;
        }
    }

    private void Remember(string name, Series series)
    {
        if (_series.Count >= SeriesMax)
        {
            _series.Remove(_oldest.Dequeue());
        }

        _series[name] = series;
        _oldest.Enqueue(name);
    }

    [LoggerMessage(3201, LogLevel.Warning, "The event {Reason} of {Entity} could not be written: {Why}")]
    private partial void LogFailed(string reason, string entity, string why);

    private sealed class Series
    {
        /// <summary>Events that no write has told yet.</summary>
        public int Pending { get; set; }

        /// <summary>What was told last.</summary>
        public string Message { get; set; } = "";

        /// <summary>When it was told.</summary>
        public DateTimeOffset Written { get; set; }
    }
}
