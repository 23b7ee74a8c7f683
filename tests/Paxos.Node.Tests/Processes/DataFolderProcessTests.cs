using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class DataFolderProcessTests(TenNodes ten)
{
    [Fact]
    public async Task A_folder_that_another_process_has_open_is_refused_with_its_process_id()
    {
        var cluster = await ten.HealAsync();
        var holder = cluster["acceptor1"];

        var run = await StartAsync("acceptor1", "acceptor", holder.DataFolder);

        AssertRefused(run, holder.DataFolder, "is open in another process", $"pid {holder.ProcessId}");
    }

    [Theory]
    [InlineData("acceptor9", "acceptor", "belongs to acceptor1. This node is acceptor9.")]
    [InlineData("acceptor1", "learner", "belongs to the acceptor acceptor1. This role is learner.")]
    public async Task A_folder_of_another_node_or_role_is_refused_with_both_names(string name, string role, string rule)
    {
        var cluster = await ten.HealAsync();
        var owner = cluster["acceptor1"];
        await owner.KillAsync();

        var run = await StartAsync(name, role, owner.DataFolder);

        AssertRefused(run, owner.DataFolder, rule);
    }

    [Fact]
    public async Task A_learner_with_the_folder_of_another_cluster_is_not_ready_and_names_both_clusters()
    {
        var cluster = await ten.HealAsync();
        var learner = cluster["learner2"];
        var own = (await learner.LookAsync())!.ClusterId;
        await learner.KillAsync();
        await using var other = new ProcessCluster(NodeBinary.Path, new ClusterShape(1, 1, 2, 1));
        other.StartMissing();
        await other.UntilReadyAsync();
        var foreign = (await other["learner2"].LookAsync())!.ClusterId;
        await other["learner2"].KillAsync();

        var kept = learner.DataFolder + ".kept";
        Directory.Move(learner.DataFolder, kept);
        Directory.Move(other["learner2"].DataFolder, learner.DataFolder);
        learner.Start();
        await cluster.UntilAsync("the learner refuses the cluster", async () =>
            await learner.ObstacleAsync() is { } reason
            && reason.Contains(own, StringComparison.Ordinal) && reason.Contains(foreign, StringComparison.Ordinal));

        Assert.Contains($"belongs to cluster {foreign}", learner.Log, StringComparison.Ordinal);
        await cluster.Clients[0].AppendAsync("the cluster goes on");
        await learner.KillAsync();
        Directory.Delete(learner.DataFolder, recursive: true);
        Directory.Move(kept, learner.DataFolder);
    }

    // Its ports are never opened: the folder is looked at first.
    private static Task<NodeRun> StartAsync(string name, string role, string data) => NodeRun.ToEndAsync(
        NodeBinary.Path, "--name", name, "--role", role, "--data", data,
        "--acceptors", $"{AcceptorOf(name, role)}=127.0.0.1:1");

    private static string AcceptorOf(string name, string role) => role == "acceptor" ? name : "somebody";

    private static void AssertRefused(NodeRun run, params string[] parts)
    {
        Assert.True(run.ExitCode == 2, $"Exit code {run.ExitCode}.\n{run.Output}");
        Assert.All(parts, part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
    }
}
