using System.Globalization;
using System.Text.RegularExpressions;
using Paxos.Cli.Verbs;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Cli.Swarm;

/// <summary>Changes how many nodes of a role a stack has.</summary>
internal static partial class Scaling
{
    /// <summary>Why the acceptors stay as they are.</summary>
    public const string AcceptorsReason =
        "the acceptors' votes are the data, and a cluster cannot change who its acceptors are yet; an added one would stay blank, and a "
        + "removed one would take its vote with it.";

    /// <summary>Deploys the resource with another number of nodes. The file is not changed.</summary>
    public static async Task RunAsync(
        Session session, string file, string change, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (role, number) = Parse(change);
        var cluster = await ResourceFile.ReadAsync(session, file, cancellationToken);
        var scaled = cluster with { Spec = Scaled(cluster.Spec, role, number) };

        // Read anew, because a range is checked where a resource is read.
        if (ClusterReader.Read(ClusterWriter.Write(scaled)).Errors.FirstOrDefault() is { } broken)
        {
            throw CommandFailure.Usage($"{file} with {change}: {broken.Text}");
        }

        var engine = Engine.Of(session.Surroundings);
        await engine.CheckManagerAsync(cancellationToken);
        if ((await StackState.ReadAsync(engine, cluster.Metadata.Name, cancellationToken)).Count == 0)
        {
            throw CommandFailure.Refused(
                $"There is no stack '{cluster.Metadata.Name}' in this swarm. Deploy it: paxosctl swarm deploy -f {file}");
        }

        var stack = ResourceFile.Stack(session, file, scaled);
        await new Deployment(session, engine, scaled, stack) { Prune = true }.RunAsync(patience, cancellationToken);
        session.Printer.Say($"Set spec.{role}.replicas to {number} in {file}, or its next deployment takes this back.");
    }

    private static (string Role, int Number) Parse(string change)
    {
        var match = Form().Match(change);
        if (!match.Success || !int.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var number))
        {
            throw CommandFailure.Usage($"A change of scale must be ROLE=NUMBER with proposers, learners or clients. It is '{change}'.");
        }

        return match.Groups[1].Value == "acceptors"
            ? throw CommandFailure.Refused($"The number of acceptors cannot be changed: {AcceptorsReason}")
            : (match.Groups[1].Value, number);
    }

    private static ClusterSpec Scaled(ClusterSpec spec, string role, int number) => role switch
    {
        "proposers" => spec with { Proposers = spec.Proposers with { Replicas = number } },
        "learners" => spec with { Learners = spec.Learners with { Replicas = number } },
        _ => spec with { Clients = spec.Clients with { Replicas = number } },
    };

    [GeneratedRegex("^(proposers|acceptors|learners|clients)=([0-9]+)$")]
    private static partial Regex Form();
}
