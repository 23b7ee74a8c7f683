using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Planning.Reporting;
using Paxos.Operator.Tests.Planning;

namespace Paxos.Operator.Tests.Cli;

/// <summary><c>operator status</c> against an API server, in the states that people meet; Cli/Status has what is printed.</summary>
public sealed class StatusVerbTests
{
    private static readonly string[] Verb = ["operator", "status", "paxos", "-n", StagedCluster.Space];

    [Fact]
    public async Task A_healthy_cluster() => await CheckAsync("healthy", Worlds.Settled(), staged =>
    {
        staged.Tell("Normal", "AllNodesReady", "All 10 nodes are ready, and proposer1 leads.", TimeSpan.FromMinutes(5));
        staged.Tell("Normal", "LeaderChanged", "proposer1 leads at ballot 0.7.1.", TimeSpan.FromHours(1), 3);
        staged.Tell("Normal", "LeaderChanged", "proposer1 leads at ballot 0.7.1.", TimeSpan.FromMinutes(30), 2);
    });

    [Fact]
    public async Task A_roll_that_goes_on()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Version = "0.2.0" });
        world.Run(4);

        await CheckAsync("rolling", world);
    }

    [Fact]
    public async Task A_lost_volume()
    {
        var world = Worlds.Settled();
        world.Remove<V1PersistentVolumeClaim>("paxos-acceptor2-g1");

        await CheckAsync("volume-lost", world);
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Version = "0.2.0" });
        world.Run(2);
        world.Set("learner1", PodState.NoImage);
        world.Now += TimeSpan.FromMinutes(11);

        await CheckAsync("image-not-pulled", world);
    }

    [Fact]
    public async Task A_cluster_that_forms()
    {
        var world = Worlds.Empty();
        world.Execute(world.Plan());
        world.MakePods();

        await CheckAsync("forming", world);
    }

    [Fact]
    public async Task A_lost_quorum_and_an_operator_that_does_not_run()
    {
        var world = Worlds.Settled();
        world.Set("acceptor1", PodState.Silent);
        world.Set("acceptor3", PodState.Crashing);
        world.Leader = null;

        await CheckAsync("quorum-lost", world, operators: 0);
    }

    [Fact]
    public async Task A_spec_that_is_refused()
    {
        var world = Worlds.Settled();
        world.Cluster = world.Cluster with { Status = world.Status() };
        world.Edit(spec => spec with { Acceptors = spec.Acceptors with { Replicas = 4 } });
        var errors = ClusterRules.Check(world.Cluster).Where(finding => finding.Severity == Severity.Error).ToList();

        await CheckAsync("spec-refused", world, status: StatusReport.OfRefused(world.Cluster, errors, world.Now));
    }

    [Fact]
    public async Task A_resource_that_no_operator_has_seen()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Empty(), hasStatus: false);

        Golden.Check("Paxos.Operator.Tests/Cli/Status/no-status.txt", await TextAsync(staged));
    }

    [Fact]
    public async Task A_spec_that_is_newer_than_the_status_is_told_and_not_called_ready()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        await staged.InstallOperatorAsync();
        staged.Server.Writer.Patch(
            staged.Clusters, staged.Key, "application/merge-patch+json",
            JsonNode.Parse("""{"spec": {"version": "0.3.0"}}""")!, new ApiServer.Writing.WriteOptions());

        var text = await TextAsync(staged);
        var document = JsonNode.Parse((await CommandLine.RunAsync(staged, [.. Verb, "-o", "json"])).Output)!;

        Assert.Matches("READY +unknown: the operator has seen generation 1 of 2", text);
        Assert.Contains("kubectl logs -n default deploy/paxos-operator", text, StringComparison.Ordinal);
        Assert.False((bool)document["ready"]!);
    }

    [Fact]
    public async Task What_the_operator_was_refused_is_told_while_the_cluster_is_not_ready()
    {
        var world = Worlds.Empty();
        await using var staged = await StagedCluster.OfAsync(world);
        await staged.InstallOperatorAsync();
        staged.Tell("Warning", "ActionFailed", "ObjectMissing: exceeded quota", TimeSpan.Zero, 7);

        Assert.Contains("ActionFailed: ObjectMissing: exceeded quota. Take away what is in the way, such as a quota",
            await TextAsync(staged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_that_keeps_another_namespace_is_none()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        await staged.InstallOperatorAsync(watchedNamespace: "elsewhere");

        Assert.Matches("OPERATOR +none is installed", await TextAsync(staged));
    }

    [Fact]
    public async Task Only_the_newest_events_are_shown_and_what_a_terminal_could_be_tricked_by_is_quoted()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        for (var i = 1; i <= 12; i++)
        {
            staged.Tell("Normal", $"Reason{i}", i == 12 ? "\u001b[2Jgone" : "text", TimeSpan.FromMinutes(20 - i));
        }

        var text = await TextAsync(staged);

        Assert.DoesNotContain("Reason2 ", text, StringComparison.Ordinal);
        Assert.Contains("Reason3 ", text, StringComparison.Ordinal);
        Assert.Contains("$'\\x1b[2Jgone'", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("Reason11", StringComparison.Ordinal) < text.IndexOf("Reason12", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_field_of_the_document_is_told_in_the_README()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "operator", "README.md"));

        var document = JsonNode.Parse((await CommandLine.RunAsync(staged, [.. Verb, "-o", "json"])).Output)!.AsObject();

        Assert.All(document, field => Assert.Contains($"`{field.Key}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watch_shows_each_change_once_and_ends_well()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        using var interrupt = new CancellationTokenSource();
        var time = new SteppedTime(staged.Now);
        var changed = new SpokenWriter("Somebody");
        var looks = staged.LooksAsync(2);
        var running = CommandLine.RunAsync(
            "paxosctl", new() { ["KUBECONFIG"] = staged.Kubeconfig }, time, [.. Verb, "-w", "-o", "json"], changed, interrupt.Token);

        await time.TickAsync();
        await looks;
        staged.Tell("Normal", "Somebody", "something", TimeSpan.Zero);
        await time.TickAsync();
        await changed.Spoken;
        await interrupt.CancelAsync();
        var run = await running;

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.Output.TrimEnd('\n').Split('\n').Length);
    }

    private static async Task CheckAsync(
        string name, PlanWorld world, Action<StagedCluster>? more = null, int operators = 1, ClusterStatus? status = null)
    {
        await using var staged = await StagedCluster.OfAsync(world, status: status);
        await staged.InstallOperatorAsync(operators);
        more?.Invoke(staged);

        Golden.Check($"Paxos.Operator.Tests/Cli/Status/{name}.txt", await TextAsync(staged));
        var json = await CommandLine.RunAsync(staged, [.. Verb, "-o", "json"]);
        Golden.Check($"Paxos.Operator.Tests/Cli/Status/{name}.json", staged.Steady(json.Output));
    }

    private static async Task<string> TextAsync(StagedCluster staged)
    {
        var run = await CommandLine.RunAsync(staged, Verb);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return staged.Steady(run.Output);
    }
}
