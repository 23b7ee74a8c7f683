using System.CommandLine;
using System.Text;
using Paxos.Cli.Verbs;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Api.Yaml;
using Paxos.Swarm;

namespace Paxos.Cli.Swarm;

/// <summary><c>swarm generate</c>.</summary>
internal static class SwarmVerb
{
    private const string StandardInput = "-";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "A PaxosCluster as YAML; - reads standard input.",
            HelpName = "FILE",
            Required = true,
        };
        var outputFile = new Option<string?>("--output-file")
        {
            Description = "Where to write the stack. [default: standard output]",
            HelpName = "FILE",
        };
        var generate = new Command("generate", "Makes a stack for 'docker stack deploy' of a PaxosCluster.") { file, outputFile };
        return new Command("swarm", "Runs a cluster on Docker Swarm.")
        {
            binder.Bind(generate, async (parsed, session, cancellationToken) => await GenerateAsync(
                session, parsed.GetRequiredValue(file), parsed.GetValue(outputFile), cancellationToken)),
        };
    }

    private static async Task GenerateAsync(Session session, string file, string? outputFile, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(session, file, cancellationToken);
        var name = file == StandardInput ? "standard input" : file;
        var reading = ClusterReader.Read(text);
        Tell(session, name, reading.Warnings);
        var cluster = reading.Cluster ?? throw Mistakes(name, [.. reading.Errors]);
        var stack = StackGenerator.Generate(cluster);
        Tell(session, name, stack.Findings.Where(finding => finding.Severity == Severity.Warning));
        if (stack.Document is not { } document)
        {
            throw Mistakes(name, [.. stack.Findings.Where(finding => finding.Severity == Severity.Error)]);
        }

        if (outputFile is null)
        {
            session.Printer.Print(document, output => output.Write(stack.ToYaml()));
            return;
        }

        await WriteAsync(outputFile, stack.ToYaml(), cancellationToken);
        session.Printer.Say($"Wrote {outputFile}. Deploy it: docker stack deploy --compose-file {outputFile} {stack.Cluster}");
    }

    private static async Task<string> ReadAsync(Session session, string file, CancellationToken cancellationToken)
    {
        using var reader = file == StandardInput
            ? new StreamReader(session.Surroundings.Input, Utf8, leaveOpen: true)
            : new StreamReader(file, Utf8);

        // One character more than is taken, so that a text that is too long is told as such and not read to its end.
        var buffer = new char[ClusterReader.CharactersMax + 1];
        var count = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, count);
    }

    // Beside the file and then over it: whoever deploys it never meets half a stack.
    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var unfinished = $"{path}.unfinished";
        await File.WriteAllTextAsync(unfinished, text, Utf8, cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    private static void Tell(Session session, string name, IEnumerable<Finding> warnings)
    {
        foreach (var warning in warnings)
        {
            session.Surroundings.Error.WriteLine($"paxosctl: {name}: warning: {warning}");
        }
    }

    private static CommandFailure Mistakes(string name, IReadOnlyList<Finding> errors) => CommandFailure.Usage(
        errors.Count == 1
            ? $"{name}: {errors[0]}"
            : $"{name} has {errors.Count} mistakes:{string.Concat(errors.Select(error => $"\n  {error}"))}");
}
