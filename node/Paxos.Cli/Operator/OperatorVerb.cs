using System.CommandLine;
using Paxos.Cli.Operator.Report;
using Paxos.Cli.Operator.Status;
using Paxos.Cli.Swarm;
using Paxos.Cli.Verbs;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Cli.Operator;

/// <summary>
/// <c>operator status|report</c> look at a cluster; <c>operator render|crd</c> tell what the operator and its chart would apply, without
/// one. As kubectl's plugin the program has only these verbs.
/// </summary>
internal static class OperatorVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder) => new("operator", "Runs a cluster on Kubernetes.")
    {
        ClusterStatusVerb.Create(binder), ReportVerb.Create(binder), Render(binder), Definition(binder),
    };

    private static Command Render(VerbBinder binder)
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "A PaxosCluster as YAML; - reads standard input.",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("render", "Prints every object that the operator would apply for a PaxosCluster.") { file };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var cluster = await ResourceFile.ReadAsync(session, parsed.GetRequiredValue(file), cancellationToken);
            var objects = DesiredObjects.Of(cluster);
            session.Printer.Print(DesiredObjects.ToList(objects), output => output.Write(DesiredObjects.ToYaml(objects)));
        });
    }

    private static Command Definition(VerbBinder binder) => binder.Bind(
        new Command("crd", "Prints the custom resource definition of PaxosCluster."),
        (_, session, _) =>
        {
            session.Printer.Print(ClusterDefinition.ToJson(), output => output.Write(ClusterDefinition.ToYaml()));
            return Task.CompletedTask;
        });
}
