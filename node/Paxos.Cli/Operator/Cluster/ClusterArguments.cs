using System.CommandLine;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>Which PaxosCluster a verb is about and how its API server is reached, by kubectl's own options.</summary>
internal sealed class ClusterArguments
{
    private readonly Argument<string> name = new("NAME") { Description = "The PaxosCluster's name." };

    private readonly Option<string?> space = new("--namespace", "-n")
    {
        Description = "The namespace. [default: the context's]",
        HelpName = "NAMESPACE",
    };

    private readonly Option<string?> context = new("--context")
    {
        Description = "The context of the kubeconfig. [default: its current one]",
        HelpName = "CONTEXT",
    };

    private readonly Option<string?> kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig. [KUBECONFIG, which may name several files; default: ~/.kube/config, or the pod's own account]",
        HelpName = "FILE",
    };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(name);
        command.Add(space);
        command.Add(context);
        command.Add(kubeconfig);
    }

    /// <summary>The name that was given.</summary>
    public string Name(ParseResult parsed) => parsed.GetRequiredValue(name);

    /// <summary>Where it is to be looked for.</summary>
    /// <exception cref="CommandFailure">Usage: no API server is named, or the kubeconfig is none.</exception>
    public ApiTarget Target(ParseResult parsed, Surroundings surroundings) =>
        ApiTarget.Find(parsed.GetValue(kubeconfig), parsed.GetValue(context), parsed.GetValue(space), surroundings);
}
