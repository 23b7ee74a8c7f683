using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Paxos.ApiServer;
using Paxos.Operator.Runtime.Hosting;
using Paxos.Operator.Runtime.Leading;

namespace Paxos.Operator.Runtime.Tests;

/// <summary>Of several instances one acts.</summary>
public sealed class LeadingTests : IAsyncLifetime
{
    // The longest wait between two tries to take the lease; everything else waits longer.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2.4);

    private readonly ManualTime _time = new();
    private LoopbackApiServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        Widget.Define(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Of_two_instances_one_acts_and_after_SIGTERM_the_other_when_it_asks_next()
    {
        await using var first = await StartAsync("first");
        Widget.Put(_server, "one", 1);
        await first.Script.NextAsync();

        // The second asks rarely: the test's clock must not run on its timers while the first's renewal is on its way.
        await using var second = await StartAsync("second", TimeSpan.FromSeconds(8));
        for (var i = 0; i < 10; i++)
        {
            await _time.ToNextTimerAsync(TimeSpan.FromSeconds(2));
        }

        Widget.Put(_server, "one", 2);
        await first.Script.NextAsync(call => call.Size == 2);
        Assert.False(second.Script.Calls.Reader.TryPeek(out _));
        var stopped = _time.GetUtcNow();
        await first.StopAsync();

        // Before the lease would have ended by itself, after 15 s. By the lease's own word: the clock goes on while the controller is
        // called.
        await _time.RunUntilAsync(second.Script.NextAsync(call => call.Size == 2), TimeSpan.FromSeconds(9.6));
        Assert.InRange(Acquired() - stopped, TimeSpan.Zero, TimeSpan.FromSeconds(9.6));
        Assert.Equal(("second", 1), (Holder(), Transitions()));
        Assert.Equal(0, first.Services.GetRequiredService<ProcessEnd>().ExitCode);
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_ends_with_an_error_and_writes_nothing_more()
    {
        await using var leader = await StartAsync("first");
        Widget.Put(_server, "one", 1);
        await leader.Script.NextAsync();
        var stopping = leader.Stopping;

        _server.Faults.Answer(request => request.Resource == "leases.coordination.k8s.io", code: 500, times: 1_000);
        await _time.RunUntilAsync(stopping, Retry);

        Assert.Equal(1, leader.Services.GetRequiredService<ProcessEnd>().ExitCode);
        Assert.Throws<LeadershipLostException>(leader.Services.GetRequiredService<Leadership>().MustLead);
        Assert.Equal("first", Holder());
    }

    [Fact]
    public async Task A_lease_of_a_dead_instance_is_taken_when_it_has_ended()
    {
        var dead = await StartAsync("dead");
        Widget.Put(_server, "one", 1);
        await dead.Script.NextAsync();
        _server.Faults.Answer(request => request is { IsWrite: true, Resource: "leases.coordination.k8s.io" }, code: 500, times: 1);
        await dead.StopAsync();
        Assert.Equal("dead", Holder());
        var died = _time.GetUtcNow();

        await using var heir = await StartAsync("heir");
        await _time.RunUntilAsync(heir.Script.NextAsync(), Retry);

        Assert.InRange(Acquired() - died, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));
        Assert.Equal("heir", Holder());
        await dead.DisposeAsync();
    }

    [Fact]
    public void An_instance_that_stood_still_may_not_write_before_it_has_renewed()
    {
        var leadership = new Leadership(new OperatorSettings { Identity = "one" }, _time);
        leadership.Renewed(_time.GetTimestamp());
        leadership.MustLead();

        _time.Advance(TimeSpan.FromSeconds(11));

        var lost = Assert.Throws<LeadershipLostException>(leadership.MustLead);
        Assert.Equal("one has not renewed its lease for more than 10 s.", lost.Message);
        leadership.Renewed(_time.GetTimestamp());
        leadership.MustLead();
    }

    private Task<TestOperator> StartAsync(string identity, TimeSpan? retryPeriod = null) => TestOperator.StartAsync(
        _server,
        TestOperator.Settings with
        {
            LeaderElection = LeaderElectionType.Single,
            Identity = identity,
            RetryPeriod = retryPeriod ?? TimeSpan.FromSeconds(2),
            FullPassInterval = TimeSpan.FromDays(1),
            RequestTimeout = TimeSpan.FromDays(1),
        },
        _time);

    private DateTimeOffset Acquired() => DateTimeOffset.Parse((string)Lease()["spec"]!["acquireTime"]!, CultureInfo.InvariantCulture);

    private string? Holder() => (string?)Lease()["spec"]!["holderIdentity"];

    private int? Transitions() => (int?)Lease()["spec"]!["leaseTransitions"];

    private System.Text.Json.Nodes.JsonObject Lease()
    {
        var leases = _server.Writer.Catalog.Find("coordination.k8s.io", "v1", "leases")!;
        return _server.Store.Find(leases, new("default", "paxos-operator"))!;
    }
}
