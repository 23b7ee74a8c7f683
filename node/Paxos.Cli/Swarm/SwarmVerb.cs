using System.CommandLine;
using Paxos.Cli.Verbs;

namespace Paxos.Cli.Swarm;

/// <summary><c>swarm generate|deploy|status|upgrade|scale</c>.</summary>
internal static class SwarmVerb
{
    private static readonly TimeSpan DeployTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UpgradeTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder) => new("swarm", "Runs a cluster on Docker Swarm.")
    {
        Generate(binder), Deploy(binder), Status(binder), Upgrade(binder), Scale(binder),
    };

    private static Option<string> File() => new("--file", "-f")
    {
        Description = "A PaxosCluster as YAML; - reads standard input.",
        HelpName = "FILE",
        Required = true,
    };

    private static Option<string> Stack() => new("--stack")
    {
        Description = "The stack's name, which is the cluster's.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "paxos",
    };

    private static Command Generate(VerbBinder binder)
    {
        var file = File();
        var outputFile = new Option<string?>("--output-file")
        {
            Description = "Where to write the stack. [default: standard output]",
            HelpName = "FILE",
        };
        var command = new Command("generate", "Makes a stack for 'docker stack deploy' of a PaxosCluster.") { file, outputFile };
        return binder.Bind(command, async (parsed, session, cancellationToken) => await GenerateAsync(
            session, parsed.GetRequiredValue(file), parsed.GetValue(outputFile), cancellationToken));
    }

    private static Command Deploy(VerbBinder binder)
    {
        var file = File();
        var command = new Command("deploy", "Deploys a PaxosCluster as a stack, and waits until every node is ready.") { file };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var cluster = await ResourceFile.ReadAsync(session, path, cancellationToken);
            var stack = ResourceFile.Stack(session, path, cluster);
            var deployment = new Deployment(session, Engine.Of(session.Surroundings), cluster, stack);
            await deployment.RunAsync(session.TimeoutOr(DeployTimeout), cancellationToken);
        });
    }

    private static Command Status(VerbBinder binder)
    {
        var name = Stack();
        var command = new Command("status", "Shows each node with Swarm's view of it.") { name };
        return binder.Bind(command, async (parsed, session, cancellationToken) => await new StackStatus(
            session, Engine.Of(session.Surroundings), parsed.GetRequiredValue(name)).PrintAsync(cancellationToken));
    }

    private static Command Upgrade(VerbBinder binder)
    {
        var name = Stack();
        var image = new Option<string>("--image")
        {
            Description = "The image that every node is to run.",
            HelpName = "NAME:TAG",
            Required = true,
        };
        var allowDowntime = new Option<bool>("--allow-downtime")
        {
            Description = "Go on although writes stop while an acceptor is replaced, as with one or two acceptors they must.",
        };
        var command = new Command("upgrade", "Rolls the nodes to another image, one by one, the leader last among the proposers.")
        {
            name, image, allowDowntime,
        };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var engine = Engine.Of(session.Surroundings);
            var upgrade = new Upgrade(session, engine, parsed.GetRequiredValue(name), parsed.GetRequiredValue(image))
            {
                AllowDowntime = parsed.GetValue(allowDowntime),
            };
            await upgrade.RunAsync(session.TimeoutOr(UpgradeTimeout), cancellationToken);
        });
    }

    private static Command Scale(VerbBinder binder)
    {
        var file = File();
        var change = new Argument<string>("ROLE=NUMBER") { Description = "Such as learners=3: proposers, learners or clients." };
        var command = new Command("scale", "Changes how many nodes of a role there are.") { change, file };
        return binder.Bind(command, async (parsed, session, cancellationToken) => await Scaling.RunAsync(
            session, parsed.GetRequiredValue(file), parsed.GetRequiredValue(change), session.TimeoutOr(DeployTimeout), cancellationToken));
    }

    private static async Task GenerateAsync(Session session, string file, string? outputFile, CancellationToken cancellationToken)
    {
        var stack = ResourceFile.Stack(session, file, await ResourceFile.ReadAsync(session, file, cancellationToken));
        if (outputFile is null)
        {
            session.Printer.Print(stack.Document!, output => output.Write(stack.ToYaml()));
            return;
        }

        await ResourceFile.WriteAsync(outputFile, stack.ToYaml(), cancellationToken);
        session.Printer.Say($"Wrote {outputFile}. Deploy it: docker stack deploy --compose-file {outputFile} {stack.Cluster}");
    }
}
