using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>
/// Whole clusters on a simulated network. Bounds are stated where they are asserted; times are virtual.
/// </summary>
public class MembershipClusterTests
{
    // Joining is one exchange with the seed; the seed's rumours then cross the cluster in O(log n) periods (SWIM,
    // section 4.1).
    [Theory]
    [InlineData(2, 1)]
    [InlineData(10, 2)]
    [InlineData(20, 3)]
    public void Everybody_discovers_everybody_from_one_seed(int count, ulong seed)
    {
        var network = new GossipNetwork(seed);
        network.StartMany(count);

        network.RunUntil(network.AllSeeAllAlive, 5_000);

        Assert.All(network.Running, process => Assert.Equal(count, process.Membership.Members.Count));
    }

    [Fact]
    public void A_seed_that_starts_late_is_found_within_two_reconnect_intervals()
    {
        var network = new GossipNetwork(4);
        network.Start("a", ["seed"]);
        network.Start("b", ["seed"]);
        network.RunFor(20_000);

        network.Start("seed", []);

        network.RunUntil(network.AllSeeAllAlive, 2_000 + 1_000);
    }

    [Fact]
    public void Late_seeds_are_asked_at_most_once_a_reconnect_interval_for_joining_and_once_for_reaching_them()
    {
        var network = new GossipNetwork(5);
        network.Start("a", ["seed"]);

        network.RunFor(60_000);

        Assert.InRange(network.MessagesSent, 60, 2 * 60 + 5);
    }

    // It knows nobody in its new life, and whoever heard its goodbye takes it for gone: a cluster with one seed would fall apart for ever.
    [Fact]
    public void A_seed_that_left_and_was_started_again_is_found_by_those_that_stayed()
    {
        var network = new GossipNetwork(20);
        network.StartMany(4);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var seed = network[GossipNetwork.Name(1)];
        seed.Membership.Leave();
        network.Flush(seed);
        network.Kill(seed.Address);
        network.RunUntil(() => network.AllSee(seed.Name, MemberState.Left), 5_000);

        network.Start(seed.Name, []);

        network.RunUntil(network.AllSeeAllAlive, 2_000 + 1_000);
    }

    // The bound: one round of probes until somebody accuses (2n−1 periods at worst, SWIM section 4.3; e/(e−1)
    // expected), the longest suspicion, 6 × the shortest, which confirmations shorten, and O(log n) periods of
    // dissemination.
    [Theory]
    [InlineData(3, 6)]
    [InlineData(10, 7)]
    [InlineData(20, 8)]
    public void A_killed_member_is_dead_everywhere_within_the_bound(int count, ulong seed)
    {
        var network = new GossipNetwork(seed);
        network.StartMany(count);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var shortest = Suspicion.ShortestMilliseconds(count, 4, 500);

        network.Kill(GossipNetwork.Name(2));

        network.RunUntil(() => network.AllSee(GossipNetwork.Name(2), MemberState.Dead), (2 * shortest) + 8_000);
        Assert.All(network.Events.Select(entry => entry.Event).OfType<MemberDied>(), died =>
            Assert.Equal(GossipNetwork.Name(2), died.Name));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void A_lossy_network_causes_no_permanent_death(ulong seed)
    {
        var network = new GossipNetwork(seed) { Loss = 0.2 };
        network.StartMany(12);
        network.RunUntil(network.AllSeeAllAlive, 20_000);

        network.RunFor(300_000);

        // Deaths at 20% loss are rare, and each is refuted.
        Assert.InRange(network.Events.Count(entry => entry.Event is MemberDied), 0, 12);
        network.RunUntil(network.AllSeeAllAlive, 20_000);
    }

    // Two of ten processes freeze for 10 s, as SIGSTOP does. They are declared dead; back, they accuse nobody of
    // having been silent meanwhile, and refute.
    [Fact]
    public void A_false_death_is_refuted_and_a_stopped_process_accuses_nobody_to_death()
    {
        var network = new GossipNetwork(12);
        network.StartMany(10);
        network.RunUntil(network.AllSeeAllAlive, 5_000);

        network.Pause(GossipNetwork.Name(3));
        network.Pause(GossipNetwork.Name(4));
        network.RunFor(20_000);
        Assert.Contains(network.Events, entry => entry.Event is MemberDied { Name: "member03" });
        var before = network.Events.Count;
        network.Resume(GossipNetwork.Name(3));
        network.Resume(GossipNetwork.Name(4));

        network.RunUntil(network.AllSeeAllAlive, 5_000);
        Assert.True(network[GossipNetwork.Name(3)].Membership.Self.Incarnation > 1);
        Assert.All(network.Events.Skip(before).Select(entry => entry.Event).OfType<MemberDied>(), died =>
            Assert.True(died.Name is "member03" or "member04", $"{died} only stopped processes may be believed dead."));
        Assert.Contains(network.Events, entry => entry.Event is MemberReturned { Name: "member03" });
    }

    // The promise of this package: back everywhere within the gossip bound, with nothing restarted. Every other
    // member tries one missing member a second, and here only one is missing.
    [Theory]
    [InlineData(5, 13, 60_000)]
    [InlineData(20, 14, 120_000)]
    [InlineData(20, 15, 300_000)]
    public void An_isolated_member_is_alive_everywhere_soon_after_its_return(int count, ulong seed, long isolation)
    {
        var network = new GossipNetwork(seed);
        network.StartMany(count);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var lonely = GossipNetwork.Name(2);
        network.IsCut = (from, to) => (from == lonely) != (to == lonely);
        network.RunFor(isolation);
        Assert.True(network.AllSee(lonely, MemberState.Dead));
        Assert.Equal([lonely], network[lonely].Membership.AliveWith(Role.Acceptor));

        network.IsCut = static (_, _) => false;

        network.RunUntil(network.AllSeeAllAlive, 6_000);
    }

    [Theory]
    [InlineData(4, 16, 0.0, 8_000)]
    [InlineData(20, 17, 0.0, 8_000)]
    [InlineData(20, 19, 0.2, 30_000)]
    public void The_halves_of_a_long_partition_find_each_other(int count, ulong seed, double loss, long bound)
    {
        var network = new GossipNetwork(seed);
        network.StartMany(count);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var left = Enumerable.Range(1, count / 2).Select(GossipNetwork.Name).ToHashSet();
        network.IsCut = (from, to) => left.Contains(from) != left.Contains(to);
        network.RunFor(200_000);
        foreach (var process in network.Running)
        {
            var own = network.Running.Where(other => left.Contains(other.Name) == left.Contains(process.Name));
            Assert.Equal(own.Select(other => other.Name), process.Membership.AliveWith(Role.Acceptor));
        }

        network.Loss = loss;
        network.IsCut = static (_, _) => false;

        network.RunUntil(network.AllSeeAllAlive, bound);
    }

    // The paper's dead do not return; these must also stay alive once they have: no old rumour may kill them again.
    [Fact]
    public void After_a_partition_has_healed_nobody_dies_again()
    {
        var network = new GossipNetwork(20);
        network.StartMany(12);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        network.IsCut = static (from, to) => IsLow(from) != IsLow(to);
        network.RunFor(120_000);
        network.IsCut = static (_, _) => false;
        var before = network.Events.Count;

        network.RunFor(120_000);

        Assert.True(network.AllSeeAllAlive());
        Assert.DoesNotContain(network.Events.Skip(before), entry => entry.Event is MemberDied);

        static bool IsLow(string address) => string.CompareOrdinal(address, "member06") < 0;
    }

    [Fact]
    public void A_member_that_leaves_is_left_everywhere_at_once_and_never_suspected()
    {
        var network = new GossipNetwork(21);
        network.StartMany(20);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var leaver = network["member07"];

        leaver.Membership.Leave();
        network.Flush(leaver);
        network.Kill("member07");

        network.RunUntil(() => network.AllSee("member07", MemberState.Left), 100);
        network.RunFor(60_000);
        Assert.True(network.AllSee("member07", MemberState.Left));
        Assert.DoesNotContain(network.Events, entry => entry.Event is MemberSuspected or MemberDied);
    }

    [Theory]
    [InlineData("member05")]
    [InlineData("member05-elsewhere")]
    public void A_restarted_member_takes_over_its_name_and_goes_above_its_old_incarnation(string address)
    {
        var network = new GossipNetwork(22);
        network.StartMany(10);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        network.Kill("member05");
        network.RunFor(1_000);

        var restarted = network.Start("member05", ["member01"], address);

        network.RunUntil(() => SeeLife(network, restarted), 5_000);
        Assert.True(restarted.Membership.Self.Incarnation >= 2);
        network.RunFor(60_000);
        Assert.True(network.AllSeeAllAlive());
        Assert.DoesNotContain(network.Events, entry => entry.Event is NameConflict);
    }

    [Fact]
    public void A_member_that_left_and_starts_again_is_alive_everywhere()
    {
        var network = new GossipNetwork(23);
        network.StartMany(8);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        network["member05"].Membership.Leave();
        network.Flush(network["member05"]);
        network.Kill("member05");
        network.RunFor(10_000);

        var restarted = network.Start("member05", ["member01"]);

        network.RunUntil(() => network.AllSeeAllAlive() && SeeLife(network, restarted), 3_000);
    }

    [Fact]
    public void A_restart_storm_is_no_name_conflict()
    {
        var network = new GossipNetwork(24);
        network.StartMany(10);
        network.RunUntil(network.AllSeeAllAlive, 5_000);

        for (var restart = 0; restart < 20; restart++)
        {
            network.Kill("member05");
            network.Start("member05", ["member01"]);
            network.RunFor(700);
        }

        network.RunUntil(network.AllSeeAllAlive, 5_000);
        Assert.DoesNotContain(network.Events, entry => entry.Event is NameConflict);
    }

    [Fact]
    public void Two_processes_of_one_name_are_reported_by_both_with_the_younger_named()
    {
        var network = new GossipNetwork(25);
        network.StartMany(10);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var elder = network["member05"];
        var younger = network.Start("member05", ["member01"], "elsewhere");

        network.RunUntil(() => Reports(network) >= 2, 60_000);

        Assert.All(network.Events.Select(entry => entry.Event).OfType<NameConflict>(), conflict =>
        {
            Assert.Equal("member05", conflict.Name);
            Assert.Equal(elder.Membership.Self.BootNonce, conflict.Elder.BootNonce);
            Assert.Equal(younger.Membership.Self.BootNonce, conflict.Younger.BootNonce);
            Assert.Equal("elsewhere", conflict.Younger.PeerAddress);
        });
        network.Kill("elsewhere");
        network.RunUntil(() => SeeLife(network, elder), 10_000);

        static int Reports(GossipNetwork network) =>
            network.Events.Count(entry => entry is { Process: "member05", Event: NameConflict });
    }

    [Fact]
    public void Hints_reach_everybody_without_a_new_incarnation()
    {
        var network = new GossipNetwork(26);
        network.StartMany(20);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        var facts = new MemberFacts(7, 1, new Ballot(1, 2, 3), new Slot(99), "Ready", "member01");

        network["member09"].Membership.Describe(facts);

        network.RunUntil(() => network.Running.All(process => FactsOf(process) == facts), 5_000);
        Assert.Equal(1UL, network["member09"].Membership.Self.Incarnation);

        static MemberFacts? FactsOf(GossipProcess process) => process.Membership.Find("member09")?.Facts;
    }

    // SWIM section 3: the load per member is constant, whatever the size: one probe a period, with its ack; the rest
    // here is joining and exchanges.
    [Fact]
    public void An_idle_member_sends_about_two_messages_a_period()
    {
        var network = new GossipNetwork(27);
        network.StartMany(20);
        network.RunUntil(network.AllSeeAllAlive, 5_000);
        network.RunFor(30_000);
        var before = network.MessagesSent;

        network.RunFor(60_000);

        var perMemberAndPeriod = (network.MessagesSent - before) / 20.0 / 120.0;
        Assert.InRange(perMemberAndPeriod, 1.9, 2.2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        Assert.Equal(Run(28), Run(28));
        Assert.NotEqual(Run(28), Run(29));

        static ulong Run(ulong seed)
        {
            var network = new GossipNetwork(seed) { Loss = 0.1 };
            network.StartMany(8);
            network.RunFor(20_000);
            network.Kill("member03");
            network.RunFor(20_000);
            return network.TraceHash;
        }
    }

    private static bool SeeLife(GossipNetwork network, GossipProcess process) => network.Running.All(other =>
        other.Membership.Find(process.Name) is { State: MemberState.Alive } seen
        && seen.BootNonce == process.Membership.Self.BootNonce);
}
