using Paxos.Operator.Api;

namespace Paxos.Swarm.Tests;

public sealed class UpgradePlanTests
{
    private const string Old = "paxos-node:1";
    private const string New = "paxos-node:2";

    // Ten nodes; proposer1 leads, so it comes after the other proposers.
    [Fact]
    public void Learners_come_first_then_acceptors_standby_proposers_the_leader_and_client_nodes()
    {
        var order = new List<string>();
        var nodes = Ten();
        while (UpgradePlan.Next(nodes, New, allowDowntime: false) is UpgradeStep.Replace replace)
        {
            order.Add(replace.Node.Name);
            nodes = With(nodes, replace.Node.Name, node => node with { Image = New });
        }

        Assert.Equal(
            ["learner1", "learner2", "acceptor1", "acceptor2", "acceptor3", "proposer2", "proposer3", "proposer1", "client1", "client2"],
            order);
        Assert.IsType<UpgradeStep.Finish>(UpgradePlan.Next(nodes, New, allowDowntime: false));
    }

    [Fact]
    public void An_upgrade_that_was_stopped_goes_on_where_it_was()
    {
        var nodes = With(With(Ten(), "learner1", Upgraded), "learner2", Upgraded);

        Assert.Equal("acceptor1", Replaced(nodes));
    }

    [Theory]
    [InlineData("acceptor2")]
    [InlineData("learner1")]
    [InlineData("client2")]
    public void No_node_is_taken_down_while_another_one_is_missing(string missing)
    {
        var nodes = With(With(Ten(), "learner1", Upgraded), "learner2", Upgraded);
        nodes = With(nodes, "acceptor2", Upgraded);
        nodes = With(nodes, "client2", Upgraded);

        var step = UpgradePlan.Next(With(nodes, missing, Broken), New, allowDowntime: false);

        Assert.Contains($"not ready: {missing}.", Assert.IsType<UpgradeStep.Wait>(step).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_quorum_that_would_not_survive_is_told()
    {
        var nodes = With(With(Ten(), "learner1", Upgraded), "learner2", Upgraded);
        nodes = With(nodes, "acceptor1", node => Broken(Upgraded(node)));

        var wait = Assert.IsType<UpgradeStep.Wait>(UpgradePlan.Next(nodes, New, allowDowntime: false));

        Assert.Equal("without acceptor2 only 1 acceptors would answer, and 2 must; not ready: acceptor1.", wait.Reason);
    }

    [Fact]
    public void Of_five_acceptors_two_are_not_missing_at_once_although_a_quorum_would_be_left()
    {
        var nodes = Nodes(1, 5, 1, 1);
        nodes = With(With(nodes, "learner1", Upgraded), "acceptor1", node => Broken(Upgraded(node)));

        var wait = Assert.IsType<UpgradeStep.Wait>(UpgradePlan.Next(nodes, New, allowDowntime: false));

        Assert.Equal("not ready: acceptor1.", wait.Reason);
    }

    [Theory]
    [InlineData("client1")]
    [InlineData("acceptor3")]
    public void A_node_that_does_not_work_and_has_the_older_image_comes_first(string broken) =>
        Assert.Equal(broken, Replaced(With(Ten(), broken, Broken)));

    [Fact]
    public void The_last_node_must_be_ready_before_the_upgrade_is_done()
    {
        var nodes = With([.. Ten().Select(Upgraded)], "client2", Broken);

        Assert.IsType<UpgradeStep.Wait>(UpgradePlan.Next(nodes, New, allowDowntime: false));
    }

    [Theory]
    [InlineData(1, "Of 1 acceptors 1 must answer")]
    [InlineData(2, "Of 2 acceptors 2 must answer")]
    public void Too_few_acceptors_are_refused_before_the_first_node_is_taken_down(int acceptors, string words)
    {
        var refusal = Assert.IsType<UpgradeStep.Refuse>(UpgradePlan.Next(Nodes(1, acceptors, 1, 1), New, allowDowntime: false));

        Assert.Contains(words, refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("--allow-downtime", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_acceptors_are_rolled_when_that_is_asked_for()
    {
        var nodes = With(Nodes(1, 1, 1, 1), "learner1", Upgraded);

        var step = UpgradePlan.Next(nodes, New, allowDowntime: true);

        Assert.Equal("acceptor1", Assert.IsType<UpgradeStep.Replace>(step).Node.Name);
    }

    [Fact]
    public void Too_few_acceptors_that_have_the_image_already_hinder_nothing()
    {
        var nodes = With(With(Nodes(1, 1, 1, 1), "learner1", Upgraded), "acceptor1", Upgraded);

        Assert.Equal("proposer1", Replaced(nodes));
    }

    private static string Replaced(IReadOnlyList<RunningNode> nodes) =>
        Assert.IsType<UpgradeStep.Replace>(UpgradePlan.Next(nodes, New, allowDowntime: false)).Node.Name;

    private static RunningNode Upgraded(RunningNode node) => node with { Image = New };

    private static RunningNode Broken(RunningNode node) => node with { IsReady = false };

    private static IReadOnlyList<RunningNode> With(
        IReadOnlyList<RunningNode> nodes, string name, Func<RunningNode, RunningNode> change) =>
        [.. nodes.Select(node => node.Name == name ? change(node) : node)];

    private static IReadOnlyList<RunningNode> Ten() => Nodes(3, 3, 2, 2);

    private static IReadOnlyList<RunningNode> Nodes(int proposers, int acceptors, int learners, int clients) =>
    [
        .. Of(NodeNames.Proposer, proposers), .. Of(NodeNames.Acceptor, acceptors),
        .. Of(NodeNames.Learner, learners), .. Of(NodeNames.Client, clients),
    ];

    private static IEnumerable<RunningNode> Of(string role, int count) => Enumerable.Range(1, count)
        .Select(number => NodeNames.Of(role, number))
        .Select(name => new RunningNode(name, role, Old, IsReady: true, IsLeader: name == "proposer1"));
}
