using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Cli.Output;

/// <summary>Writes one answer in the format that was asked for.</summary>
/// <param name="format">From <c>-o</c>.</param>
/// <param name="output">Standard output.</param>
internal sealed class Printer(OutputFormat format, TextWriter output)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        // Standard output is no web page: letters outside ASCII stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = Indented.Encoder };

    /// <summary>Whether the table has every column.</summary>
    public bool Wide => format == OutputFormat.Wide;

    /// <summary>
    /// Prints <paramref name="document"/> for programs, or calls <paramref name="table"/> for people.
    /// </summary>
    public void Print(JsonNode document, Action<TextWriter> table)
    {
        switch (format)
        {
            case OutputFormat.Json:
                output.WriteLine(document.ToJsonString(Indented));
                break;
            case OutputFormat.Yaml:
                YamlDocument.Write(document, output);
                break;
            default:
                table(output);
                break;
        }

        output.Flush();
    }

    /// <summary>Says something to people; programs get their document alone.</summary>
    public void Say(string text)
    {
        if (format is OutputFormat.Table or OutputFormat.Wide)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }

    /// <summary>Prints one of many: a line for people, a line of JSON, or a YAML document with its separator.</summary>
    public void PrintNext(JsonNode document, string line)
    {
        switch (format)
        {
            case OutputFormat.Json:
                output.WriteLine(document.ToJsonString(OneLine));
                break;
            case OutputFormat.Yaml:
                output.WriteLine("---");
                YamlDocument.Write(document, output);
                break;
            default:
                output.WriteLine(line);
                break;
        }

        output.Flush();
    }
}
