using System.Runtime.Versioning;
using Paxos.Operator.Api;

namespace Paxos.Swarm.Tests.Cli;

/// <summary><c>swarm upgrade</c> against an engine's program and a client node that play their parts.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpgradeVerbTests : IDisposable
{
    private const string Old = "paxos-node:0.1.0";
    private const string New = "paxos-node:0.2.0";

    private readonly FakeEngine engine = new();

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task Every_node_is_rolled_in_order_and_the_leader_hands_over_before_its_turn()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);

        var outcome = await UpgradeAsync(New);

        Assert.Equal((0, $"Upgraded 10 nodes to {New}.\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal(
            ["learner1", "learner2", "acceptor1", "acceptor2", "acceptor3", "proposer2", "proposer3", "proposer1", "client1", "client2"],
            engine.Updated);
        Assert.Equal(["proposer1"], door.HandedOver);
        Assert.Contains(
            $"service update --detach --quiet --no-resolve-image --image {New} paxos_acceptor1", engine.Calls);
        Assert.Contains("proposer1 leads and hands over.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hand_over_that_comes_to_nothing_is_asked_for_again()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        door.FailingHandOvers = 1;
        engine.Run(Documented(), door.Port);

        var outcome = await UpgradeAsync(New);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["proposer1", "proposer1"], door.HandedOver);
        Assert.Contains("proposer1 does not hand over: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_every_node_runs_already_changes_nothing()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);

        var outcome = await UpgradeAsync(Old);

        Assert.Equal((0, $"Every node already runs {Old}.\n"), (outcome.ExitCode, outcome.Output));
        Assert.Empty(engine.Updated);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_before_a_node_is_taken_down()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);

        var outcome = await UpgradeAsync("paxos-node:9.9.9");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("No such image: paxos-node:9.9.9", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Updated);
    }

    [Fact]
    public async Task An_update_that_Swarm_gave_up_is_told_and_no_further_node_is_taken_down()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);
        engine.Write("bad-image", New);

        var outcome = await UpgradeAsync(New);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(
            $"learner1 does not run {New} and Swarm has paused its update: Rejected 1 second ago. no such file No further node is taken "
            + "down. Mend it and call the same command again, or go back: docker service rollback paxos_learner1",
            outcome.Error,
            StringComparison.Ordinal);
        Assert.Equal(["learner1"], engine.Updated);
    }

    [Fact]
    public async Task A_failed_upgrade_can_be_taken_back_by_the_same_command()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);
        engine.Write("bad-image", New);
        await UpgradeAsync(New);
        engine.Change("tasks/paxos_learner1", "Rejected 1 second ago", "Running 1 second ago");

        var outcome = await UpgradeAsync(Old);

        Assert.Equal((0, $"Upgraded 1 nodes to {Old}.\n"), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task What_was_stopped_goes_on_where_it_was()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);
        engine.Change("services/paxos_learner1", Old, New);
        engine.Change("tasks/paxos_learner1", Old, New);

        var outcome = await UpgradeAsync(New);

        Assert.Equal((0, $"Upgraded 9 nodes to {New}.\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("learner2", engine.Updated[0]);
    }

    [Fact]
    public async Task No_node_is_taken_down_while_others_are_missing()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(Documented(), door.Port);
        door.Unready["acceptor2"] = true;
        door.Unready["acceptor3"] = true;

        var outcome = await UpgradeAsync(New, "--timeout", "100ms");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            "No further node is taken down: without acceptor2 only 1 acceptors would answer, and 2 must; not ready: acceptor3. Call the "
            + "same command again when that is mended.",
            outcome.Error,
            StringComparison.Ordinal);
        Assert.Empty(engine.Updated);
    }

    [Fact]
    public async Task Without_a_client_node_nothing_is_known_and_no_node_is_taken_down()
    {
        var door = await FakeFrontDoor.StartAsync();
        await door.DisposeAsync();
        engine.Run(Documented(), door.Port);

        var outcome = await UpgradeAsync(New, "--timeout", "100ms");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("No further node is taken down: ", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Updated);
    }

    [Fact]
    public async Task The_only_acceptor_is_replaced_only_when_that_is_asked_for()
    {
        await using var door = await FakeFrontDoor.StartAsync();
        engine.Run(new StackCase("one-acceptor").Read() with { Metadata = Documented().Metadata }, door.Port);

        var refused = await UpgradeAsync(New);
        Assert.Empty(engine.Updated);
        var allowed = await UpgradeAsync(New, "--allow-downtime");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "Of 1 acceptors 1 must answer, so writes stop while one of them is replaced. If that may be: --allow-downtime.",
            refused.Error,
            StringComparison.Ordinal);
        Assert.Equal(0, allowed.ExitCode);
        Assert.Contains("acceptor1", engine.Updated);
    }

    private static PaxosCluster Documented() => new StackCase("documented").Read();

    private Task<Outcome> UpgradeAsync(string image, params string[] options) =>
        CommandLine.RunAsync(engine.Program, "", ["swarm", "upgrade", "--image", image, .. options]);
}
