using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Paxos.Operator.Requests;

namespace Paxos.Operator.Runtime.Telemetry;

/// <summary>
/// Counters and gauges in Prometheus' text form. Labels are kinds, verbs, codes and results, never names of objects, so their number is
/// bounded. Safe to use from any thread.
/// </summary>
internal sealed class OperatorMetrics
{
    private readonly ConcurrentDictionary<(string Name, string Labels), double> _counters = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Func<double>> _gauges = new();

    /// <summary>Counts a request, and a write apart.</summary>
    public void Requested(ApiRequest request, HttpStatusCode code)
    {
        var verb = request.Method.Method;
        var labels = $"verb=\"{verb}\",resource=\"{request.Type.Resource}\"";
        Add("paxos_operator_api_requests_total", $"{labels},code=\"{(int)code}\"");
        if (request.Method != HttpMethod.Get)
        {
            Add("paxos_operator_api_writes_total", labels);
        }
    }

    /// <summary>Counts a line of a watch.</summary>
    public void WatchTold(string resource) => Add("paxos_operator_watch_events_total", $"resource=\"{resource}\"");

    /// <summary>Counts an end of a watch; <paramref name="reason"/> is ended, expired or failed.</summary>
    public void WatchEnded(string resource, string reason) =>
        Add("paxos_operator_watch_restarts_total", $"resource=\"{resource}\",reason=\"{reason}\"");

    /// <summary>Counts a call of a controller and its duration; <paramref name="result"/> is success or failure.</summary>
    public void Reconciled(string resource, string result, TimeSpan took)
    {
        Add("paxos_operator_reconciliations_total", $"resource=\"{resource}\",result=\"{result}\"");
        Add("paxos_operator_reconciliation_seconds_sum", $"resource=\"{resource}\"", took.TotalSeconds);
        Add("paxos_operator_reconciliation_seconds_count", $"resource=\"{resource}\"");
    }

    /// <summary>Shows a value that is asked for when somebody looks.</summary>
    public void Show(string name, string labels, Func<double> value) => _gauges[(name, labels)] = value;

    /// <summary>The value of a counter; 0 when it never counted.</summary>
    public double Value(string name, string labels) => _counters.GetValueOrDefault((name, labels));

    /// <summary>All of them.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        Render(text, "counter", _counters.Select(pair => (pair.Key.Name, pair.Key.Labels, pair.Value)));
        Render(text, "gauge", _gauges.Select(pair => (pair.Key.Name, pair.Key.Labels, pair.Value())));
        return text.ToString();
    }

    private static void Render(StringBuilder text, string type, IEnumerable<(string Name, string Labels, double Value)> values)
    {
        foreach (var family in values.GroupBy(value => value.Name).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Key} {type}\n");
            foreach (var (name, labels, value) in family.OrderBy(value => value.Labels, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
            }
        }
    }

    private void Add(string name, string labels, double value = 1) => _counters.AddOrUpdate((name, labels), value, (_, sum) => sum + value);
}
