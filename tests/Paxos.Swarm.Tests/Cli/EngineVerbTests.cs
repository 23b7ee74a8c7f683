using System.Runtime.Versioning;
using Paxos.Operator.Api;

namespace Paxos.Swarm.Tests.Cli;

/// <summary>The verbs that need an engine: what they make of it, and what they say when it is not as they need it.</summary>
[SupportedOSPlatform("linux")]
public sealed class EngineVerbTests : IDisposable
{
    private readonly FakeEngine engine = new();

    public static TheoryData<string> Verbs =>
    [
        $"swarm deploy -f {Sample}",
        "swarm status",
        "swarm upgrade --image paxos-node:0.2.0",
        $"swarm scale learners=3 -f {Sample}",
    ];

    private static string Sample => new StackCase("documented").Resource;

    public void Dispose() => engine.Dispose();

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Without_docker_it_is_said_where_to_get_it(string verb)
    {
        var outcome = await CommandLine.RunAsync("/nowhere/docker", "", verb.Split(' '));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            "The program '/nowhere/docker' is needed and cannot be started: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install docker.io", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Without_a_daemon_it_is_said_how_to_start_one(string verb)
    {
        engine.Write("fails", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n");

        var outcome = await RunAsync(verb);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("The engine does not run: Cannot connect", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("sudo systemctl start docker", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Without_permission_it_is_said_how_to_get_it(string verb)
    {
        engine.Write("fails", "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n");

        var outcome = await RunAsync(verb);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("This user may not use the engine: permission denied", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("sudo usermod -aG docker", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Without_Swarm_mode_it_is_said_how_to_switch_it_on(string verb)
    {
        engine.Write("swarm", """{"LocalNodeState":"inactive","ControlAvailable":false,"NodeID":""}""");

        var outcome = await RunAsync(verb);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Swarm mode must be active on this host. It is 'inactive'.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("docker swarm init", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task On_a_worker_it_is_said_how_to_make_it_a_manager(string verb)
    {
        engine.Write("swarm", """{"LocalNodeState":"active","ControlAvailable":false,"NodeID":"w7"}""");

        var outcome = await RunAsync(verb);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("This host must be a manager of its swarm. It is a worker.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("docker node promote w7", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_stack_that_somebody_else_deployed_is_left_alone(string verb)
    {
        engine.RunForeignService();

        var outcome = await RunAsync(verb);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            "There is a stack 'paxos' that was not made from a PaxosCluster of that name: its service paxos_web has no label "
            + "paxos.dev/cluster=paxos. It is left alone",
            outcome.Error,
            StringComparison.Ordinal);
        Assert.Empty(engine.Updated);
        Assert.Empty(engine.Deployed);
    }

    [Theory]
    [InlineData("swarm status")]
    [InlineData("swarm upgrade --image paxos-node:0.2.0")]
    public async Task A_stack_that_is_not_there_is_named(string verb)
    {
        var outcome = await RunAsync($"{verb} --stack orders");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("There is no stack 'orders' in this swarm.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_hands_the_stack_to_the_engine_and_labels_the_only_host()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);

        var outcome = await RunAsync($"swarm deploy -f {Sample}");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "swarm", "stack.yml")), engine.Deployed);
        Assert.Contains(engine.Calls, call => call.StartsWith("node update --label-add paxos.acceptor1=true ", StringComparison.Ordinal));
        Assert.Contains("./paxosctl swarm status --stack paxos", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_of_a_new_stack_waits_until_gossip_has_told_that_its_nodes_are_ready()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        door.StaleAnswers = 2;
        engine.Run(Documented(), door.Port);

        var outcome = await RunAsync($"swarm deploy -f {Sample}");

        Assert.Contains("acceptor1   acceptor   Alive", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_larger_swarm_a_person_says_which_host_keeps_which_disk()
    {
        engine.Write("hosts", "host1id\nhost2id\n");
        engine.Write("labels", """[{"ID":"host1id","Spec":{"Labels":{}}},{"ID":"host2id","Spec":{"Labels":{"paxos.acceptor1":"true"}}}]""");

        var outcome = await RunAsync($"swarm deploy -f {Sample}");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            "No host has: paxos.acceptor2, paxos.acceptor3, paxos.learner1, paxos.learner2.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("docker node update --label-add paxos.acceptor2=true HOST", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Deployed);
    }

    [Fact]
    public async Task A_deployment_does_not_change_the_acceptors()
    {
        engine.Run(new StackCase("one-acceptor").Read() with { Metadata = Documented().Metadata }, clientPort: 1);

        var outcome = await RunAsync($"swarm deploy -f {Sample}");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("It is 3 and the stack has 1: the acceptors' votes are the data", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Deployed);
    }

    [Fact]
    public async Task A_deployment_does_not_change_the_image()
    {
        engine.Run(Documented(), clientPort: 1, image: "paxos-node:0.2.0");

        var outcome = await RunAsync($"swarm deploy -f {Sample}");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("paxosctl swarm upgrade --stack paxos --image paxos-node:0.1.0", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Deployed);
    }

    [Fact]
    public async Task A_scale_deploys_the_other_number_and_takes_away_what_is_too_much()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);

        var outcome = await RunAsync($"swarm scale learners=3 -f {Sample}");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("  learner3:\n", engine.Deployed, StringComparison.Ordinal);
        Assert.DoesNotContain("  learner4:\n", engine.Deployed, StringComparison.Ordinal);
        Assert.Contains(
            "stack deploy --resolve-image never --prune --compose-file - paxos", engine.Calls);
        Assert.Contains($"Set spec.learners.replicas to 3 in {Sample}", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acceptors=5", 1, "The number of acceptors cannot be changed: the acceptors' votes are the data")]
    [InlineData("learners=0", 2, "with learners=0: spec.learners.replicas must be a whole number from 1 to 32. It is 0")]
    [InlineData("clients=0", 2, "with clients=0: spec.clients.replicas must be a whole number from ")]
    [InlineData("learners=-1", 2, "A change of scale must be ROLE=NUMBER with proposers, learners or clients. It is 'learners=-1'.")]
    [InlineData("learners=99999999999", 2, "It is 'learners=99999999999'.")]
    [InlineData("voters=3", 2, "It is 'voters=3'.")]
    [InlineData("learners", 2, "It is 'learners'.")]
    public async Task A_scale_that_cannot_be_is_told(string change, int exitCode, string words)
    {
        engine.Run(Documented(), clientPort: 1);

        var outcome = await RunAsync($"swarm scale {change} -f {Sample}");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Deployed);
    }

    [Fact]
    public async Task A_stack_that_was_never_deployed_is_not_scaled()
    {
        var outcome = await RunAsync($"swarm scale learners=3 -f {Sample}");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"Deploy it: paxosctl swarm deploy -f {Sample}", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Deployed);
    }

    [Fact]
    public async Task The_status_has_the_clusters_view_and_Swarms_beside_it()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(new StackCase("one-acceptor").Read() with { Metadata = Documented().Metadata }, door.Port);
        engine.Change("tasks/paxos_acceptor1", "}\n", "}\n" + """
            {"Name":"paxos_acceptor1.1","Node":"host1","Image":"paxos-node:0.1.0","CurrentState":"Failed 1 hour ago","Error":"exit 86"}

            """);

        var outcome = await RunAsync("swarm status");

        Assert.Equal(0, outcome.ExitCode);
        Golden.Check("Paxos.Swarm.Tests/Cli/status.txt", outcome.Output);
    }

    [Fact]
    public async Task Swarms_view_is_shown_when_no_client_node_answers()
    {
        engine.Run(Documented(), clientPort: 1);

        var outcome = await RunAsync("swarm status");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("paxos_acceptor1", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("paxosctl: no client node tells of the members: ", outcome.Error, StringComparison.Ordinal);
    }

    private static PaxosCluster Documented() => new StackCase("documented").Read();

    private Task<Outcome> RunAsync(string verb) => CommandLine.RunAsync(engine.Program, "", verb.Split(' '));
}
