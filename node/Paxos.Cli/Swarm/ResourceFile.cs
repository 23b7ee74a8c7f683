using System.Text;
using Paxos.Cli.Verbs;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Api.Yaml;
using Paxos.Swarm;

namespace Paxos.Cli.Swarm;

/// <summary>A PaxosCluster from a file, and the stack made of it; mistakes end the command, warnings go to standard error.</summary>
internal static class ResourceFile
{
    private const string StandardInput = "-";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads and checks a file; - is standard input.</summary>
    public static async Task<PaxosCluster> ReadAsync(Session session, string file, CancellationToken cancellationToken)
    {
        var name = NameOf(file);
        var reading = ClusterReader.Read(await TextAsync(session, file, cancellationToken));
        Tell(session, name, reading.Warnings);
        return reading.Cluster ?? throw Mistakes(name, [.. reading.Errors]);
    }

    /// <summary>Makes the stack of a cluster that came from that file.</summary>
    public static GeneratedStack Stack(Session session, string file, PaxosCluster cluster)
    {
        var name = NameOf(file);
        var stack = StackGenerator.Generate(cluster);
        Tell(session, name, stack.Findings.Where(finding => finding.Severity == Severity.Warning));
        return stack.Document is not null
            ? stack
            : throw Mistakes(name, [.. stack.Findings.Where(finding => finding.Severity == Severity.Error)]);
    }

    /// <summary>Writes beside the file and then over it: whoever deploys it never meets half a stack.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var unfinished = $"{path}.unfinished";
        await File.WriteAllTextAsync(unfinished, text, Utf8, cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    private static string NameOf(string file) => file == StandardInput ? "standard input" : file;

    private static async Task<string> TextAsync(Session session, string file, CancellationToken cancellationToken)
    {
        using var reader = file == StandardInput
            ? new StreamReader(session.Surroundings.Input, Utf8, leaveOpen: true)
            : new StreamReader(file, Utf8);

        // One character more than is taken, so that a text that is too long is told as such and not read to its end.
        var buffer = new char[ClusterReader.CharactersMax + 1];
        var count = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, count);
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
