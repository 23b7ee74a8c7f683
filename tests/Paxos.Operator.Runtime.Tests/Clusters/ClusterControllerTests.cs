using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.Operator.Runtime.Tests.Clusters;

/// <summary>A whole operator against the API server: day one, a roll, what people break, and crashes after every write.</summary>
public sealed class ClusterControllerTests
{
    private const string Sample = "documented.yaml";
    private const string Name = "paxos";

    /// <summary>After which writes an operator dies in a usual run: each eighth. PAXOS_EVERY_CRASH=1 in the environment: each.</summary>
    private static readonly int CrashStep = Environment.GetEnvironmentVariable("PAXOS_EVERY_CRASH") == "1" ? 1 : 8;

    [Fact]
    public async Task An_applied_resource_becomes_ready_and_then_nothing_is_written_any_more()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Apply(Sample);
        await world.StartOperatorAsync();

        await world.UntilAsync(Name, IsReady);
        var status = world.Find(Name)!["status"]!;
        Assert.Equal("proposer1", (string?)status["leader"]!["name"]);
        Assert.Equal("3/3", (string?)status["acceptors"]!["summary"]);
        Assert.Equal(10, ((JsonArray)status["members"]!).Count);
        Assert.Equal("1", status["observedGeneration"]!.ToString());

        await world.PassesAsync(2);
        world.Server.Faults.ForgetRequests();
        await world.PassesAsync(10);
        Assert.DoesNotContain(world.Server.Faults.Requests, request => request.IsWrite);
    }

    [Fact]
    public async Task A_new_version_rolls_every_pod_and_never_takes_a_second_acceptor_down()
    {
        await using var world = await ReadyAsync();

        world.Apply(Sample, spec => spec with { Version = "0.2.0" });
        await world.UntilAsync(Name, IsReady);

        Assert.Equal(10, world.Nodes.Stopped.Count);
        Assert.Equal(2, world.Nodes.FewestAcceptors);
        Assert.Equal(["learner", "learner", "acceptor", "acceptor", "acceptor", "proposer", "proposer", "proposer", "client", "client"],
            world.Nodes.Stopped.Select(RoleOf));
        Assert.Equal("paxos-proposer-1", world.Nodes.Stopped[7]);
        Assert.All(world.Images, image => Assert.EndsWith(":0.2.0", image, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_crashes_stops_the_roll_at_its_first_pod_and_goes_back_by_the_field()
    {
        await using var world = await ReadyAsync();
        world.Nodes.BadVersions.Add("0.2.0");

        world.Apply(Sample, spec => spec with { Version = "0.2.0" });
        await world.UntilAsync(Name, resource => ClusterWorld.Is(resource, "Stalled"));
        Assert.Single(world.Nodes.Stopped);

        world.Apply(Sample);
        await world.UntilAsync(Name, IsReady);
        Assert.Equal(3, world.Nodes.FewestAcceptors);
    }

    [Fact]
    public async Task What_people_delete_or_edit_is_put_right()
    {
        await using var world = await ReadyAsync();

        world.DeleteObject(world.Core("services"), "paxos-client");
        world.DeleteObject(BuiltIns.StatefulSet, "paxos-acceptor2");
        await world.UntilAsync(Name, resource => IsReady(resource)
            && world.FindObject(world.Core("services"), "paxos-client") is not null
            && world.FindObject(BuiltIns.StatefulSet, "paxos-acceptor2") is not null);
    }

    [Fact]
    public async Task A_deleted_resource_keeps_its_claims_and_one_that_is_made_again_finds_them()
    {
        await using var world = await ReadyAsync();
        var claims = world.Names(BuiltIns.PersistentVolumeClaim);
        Assert.Equal(5, claims.Count);

        world.Delete(Name);
        await world.RunUntilAsync(world.GoneAsync(BuiltIns.StatefulSet));
        Assert.Equal(claims, world.Names(BuiltIns.PersistentVolumeClaim));

        world.Apply(Sample);
        await world.UntilAsync(Name, IsReady);
        Assert.Equal(claims, world.Names(BuiltIns.PersistentVolumeClaim));
    }

    [Fact]
    public async Task A_name_that_somebody_else_uses_is_left_alone_and_told()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.MakeService("paxos-client", "somebody");
        world.Apply(Sample);
        await world.StartOperatorAsync();

        await world.RunUntilAsync(world.EventAsync("ActionFailed", "exists and is not of this cluster"));
        Assert.Equal("somebody", world.OwnerOf("paxos-client"));
    }

    [Fact]
    public async Task An_operator_that_dies_after_any_write_leaves_what_the_next_one_finishes()
    {
        var expected = await FinalAsync(int.MaxValue);
        Assert.InRange(expected.Writes, 30, 300);
        for (var write = 1; write <= expected.Writes; write += CrashStep)
        {
            var found = await FinalAsync(write);
            Assert.True(found.FewestAcceptors >= 2, $"after write {write} only {found.FewestAcceptors} acceptors ran");
            Assert.True(expected.Objects.SequenceEqual(found.Objects), $"after write {write} other objects are there");
        }
    }

    // Day one and a roll, with an operator that dies after so many writes and another one after it.
    private static async Task<(int Writes, int FewestAcceptors, IReadOnlyList<string> Objects)> FinalAsync(int diesAfter)
    {
        await using var world = await ClusterWorld.StartAsync();
        var died = world.DieAfter(diesAfter);
        world.Apply(Sample);
        await world.StartOperatorAsync();
        await world.UntilAsync(Name, IsReady, died);
        world.Apply(Sample, spec => spec with { Version = "0.2.0" });
        await world.UntilAsync(Name, IsReady, died);
        return (world.WritesOfOperators, world.Nodes.FewestAcceptors, world.Objects());
    }

    private static async Task<ClusterWorld> ReadyAsync()
    {
        var world = await ClusterWorld.StartAsync();
        world.Apply(Sample);
        await world.StartOperatorAsync();
        await world.UntilAsync(Name, IsReady);
        return world;
    }

    private static bool IsReady(JsonObject resource) => ClusterWorld.Is(resource, "Ready");

    private static string RoleOf(string pod) => pod.Split('-')[1].TrimEnd('1', '2', '3');
}
