using System.Globalization;
using System.Text;

namespace Paxos.Node.Web;

/// <summary>
/// Writes Prometheus' text exposition format 0.0.4: per metric a HELP and a TYPE line, then its samples. Small enough
/// to write here; a client library would bring its own registry, which would be a second truth beside the status.
/// </summary>
internal sealed class PrometheusText
{
    /// <summary>The media type that Prometheus asks for.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();
    private string family = "";

    /// <summary>Begins a metric that can go up and down; its samples follow.</summary>
    public PrometheusText Gauge(string name, string help) => Family(name, "gauge", help);

    /// <summary>Begins a metric that only grows while the process lives; its samples follow.</summary>
    public PrometheusText Counter(string name, string help) => Family(name, "counter", help);

    /// <summary>A metric that can go up and down, with one sample without labels.</summary>
    public PrometheusText Gauge(string name, string help, double value) => Gauge(name, help).Sample(value);

    /// <summary>A metric that only grows while the process lives, with one sample without labels.</summary>
    public PrometheusText Counter(string name, string help, double value) => Counter(name, help).Sample(value);

    /// <summary>A sample of the metric begun last.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="labels">Its labels, in the order in which they shall stand.</param>
    public PrometheusText Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(family);
        for (var index = 0; index < labels.Length; index++)
        {
            text.Append(index == 0 ? '{' : ',').Append(labels[index].Name).Append("=\"");
            AppendEscaped(labels[index].Value, quotesToo: true);
            text.Append('"');
        }

        text.Append(labels.Length == 0 ? " " : "} ").Append(Number(value)).Append('\n');
        return this;
    }

    /// <summary>Everything written, each line ended by a line feed.</summary>
    public override string ToString() => text.ToString();

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private PrometheusText Family(string name, string type, string help)
    {
        family = name;
        text.Append("# HELP ").Append(name).Append(' ');
        AppendEscaped(help, quotesToo: false);
        text.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private void AppendEscaped(string value, bool quotesToo)
    {
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when quotesToo => text.Append("\\\""),
                _ => text.Append(character),
            };
        }
    }
}
