using Paxos.Protocol.Accepting;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Rules F1 to F3 (node/README.md): however disks are lost and lists differ, one set of names forms one cluster.
public sealed class FormingTests
{
    [Fact]
    public void Disk_records_only_after_every_initial_acceptor_answered_and_activates_after_all_recorded()
    {
        var forming = Blank(0);

        forming.Hear("acceptor2", Told(DiskState.Blank, 1));
        Assert.Null(forming.Advance());
        Assert.Equal(["acceptor3"], forming.WaitsFor);

        forming.Hear("acceptor3", Told(DiskState.Blank, 2));
        Assert.Equal(new IdentityRecord(DiskState.Recorded, Disks[0], Three), forming.Advance());

        forming.Hear("acceptor2", Told(DiskState.Recorded, 1));
        Assert.Null(forming.Advance());

        forming.Hear("acceptor3", Told(DiskState.Recorded, 2));
        Assert.Equal(new IdentityRecord(DiskState.Active, Disks[0], Three), forming.Advance());
        Assert.True(forming.IsActive);
    }

    [Fact]
    public void One_active_member_is_enough_to_activate()
    {
        var forming = Recorded(0);

        forming.Hear("acceptor2", Told(DiskState.Active, 1));

        Assert.Equal(DiskState.Active, forming.Advance()?.State);
    }

    [Fact]
    public void Single_acceptor_forms_alone()
    {
        var forming = new Forming("solo", ["solo"], 0);
        forming.Begin(Disks[0]);

        Assert.Equal(DiskState.Recorded, forming.Advance()?.State);
        Assert.Equal(DiskState.Active, forming.Advance()?.State);
    }

    // Schedule S1: acceptor2 loses its disk while forming.
    [Fact]
    public void Disk_that_changes_under_one_name_stops_forming()
    {
        var forming = Blank(0);
        forming.Hear("acceptor2", Told(DiskState.Blank, 1));

        forming.Hear("acceptor2", new IdentityTold(1, DiskState.Blank, new DiskId(8, 8), null));
        forming.Hear("acceptor3", Told(DiskState.Blank, 2));

        Assert.Null(forming.Advance());
        Assert.Contains("acceptor2", forming.Contradiction, StringComparison.Ordinal);
    }

    // Schedule S1: acceptor3 loses its disk when it has told acceptor2 that it recorded, which is active since.
    [Fact]
    public void Formed_cluster_settles_what_was_in_doubt()
    {
        var forming = Recorded(0);
        forming.Hear("acceptor3", Told(DiskState.Recorded, 2));
        forming.Hear("acceptor3", new IdentityTold(1, DiskState.Blank, new DiskId(8, 8), null));
        Assert.NotNull(forming.Contradiction);

        forming.Hear("acceptor2", Told(DiskState.Active, 1));

        Assert.Equal(DiskState.Active, forming.Advance()?.State);
        Assert.Null(forming.Contradiction);
    }

    // Schedule S1: two processes of one name, and the cluster was formed with the other one's disk.
    [Fact]
    public void Recorded_disk_is_shut_out_when_the_cluster_was_formed_without_it()
    {
        var forming = new Forming("acceptor1", AcceptorNames, 0);
        forming.Begin(new DiskId(8, 8));
        forming.Hear("acceptor2", Told(DiskState.Blank, 1));
        forming.Hear("acceptor3", Told(DiskState.Blank, 2));
        Assert.Equal(DiskState.Recorded, forming.Advance()?.State);

        forming.Hear("acceptor2", Told(DiskState.Active, 1));

        Assert.Null(forming.Advance());
        Assert.Equal(Three, forming.Foreign);
    }

    [Fact]
    public void Copied_disk_stops_forming()
    {
        var forming = Blank(0);

        forming.Hear("acceptor2", Told(DiskState.Blank, 1));
        forming.Hear("acceptor3", Told(DiskState.Blank, 1));

        Assert.Null(forming.Advance());
        Assert.Contains("same disk id", forming.Contradiction, StringComparison.Ordinal);
    }

    // Schedule S1: the emptied disk of a formed cluster.
    [Fact]
    public void Blank_disk_never_joins_the_cluster_that_knows_its_name_by_another_disk()
    {
        var forming = new Forming("acceptor1", AcceptorNames, 0);
        forming.Begin(new DiskId(8, 8));

        forming.Hear("acceptor2", Told(DiskState.Active, 1));
        forming.Hear("acceptor3", Told(DiskState.Active, 2));

        Assert.Null(forming.Advance());
        Assert.Equal(Three, forming.Foreign);
        Assert.Equal(DiskState.Blank, forming.Identity?.State);
    }

    // Schedule S1: the list grows from three names to five while the three form.
    [Fact]
    public void Longer_list_forms_no_second_set()
    {
        var names = AcceptorNames.Append("acceptor4").Append("acceptor5").ToArray();
        var forming = new Forming("acceptor4", names, 0);
        forming.Begin(new DiskId(4, 4));
        for (var index = 0; index < 3; index++)
        {
            forming.Hear(AcceptorNames[index], Told(DiskState.Blank, index));
        }

        forming.Hear("acceptor5", new IdentityTold(1, DiskState.Blank, new DiskId(5, 5), null));
        Assert.Equal(DiskState.Recorded, forming.Advance()?.State);

        // The three go on with their own list and never record this one.
        for (var index = 0; index < 3; index++)
        {
            forming.Hear(AcceptorNames[index], Told(DiskState.Active, index));
        }

        Assert.Null(forming.Advance());
        Assert.False(forming.IsActive);
    }

    [Fact]
    public void Pinned_cluster_id_forbids_another_cluster()
    {
        var forming = new Forming("acceptor1", AcceptorNames, Three.ClusterId + 2);
        forming.Begin(Disks[0]);
        forming.Hear("acceptor2", Told(DiskState.Blank, 1));
        forming.Hear("acceptor3", Told(DiskState.Blank, 2));

        Assert.Null(forming.Advance());
        Assert.Contains($"{Three.ClusterId:x16}", forming.Contradiction, StringComparison.Ordinal);
    }

    [Fact]
    public void Acceptor_makes_its_identity_durable_before_it_tells_it()
    {
        var acceptor = new Acceptor(Context("acceptor1", Role.Acceptor), new Prng(1), speaksForProcess: false);
        acceptor.Tick(new Instant(1));
        acceptor.Receive(new Envelope(AcceptorNode(1), acceptor.Id, 0, 0, new IdentityAsk(5)));

        var effects = acceptor.TakeEffects();

        Assert.Equal(DiskState.Blank, Assert.IsType<IdentityRecord>(Assert.Single(effects.Records)).State);
        Assert.Single(effects.AfterDurable, sent => sent.Message is IdentityTold);
        Assert.DoesNotContain(effects.AtOnce, sent => sent.Message is IdentityTold);
    }

    [Fact]
    public void Answer_to_an_earlier_life_is_ignored()
    {
        var acceptor = new Acceptor(Context("acceptor1", Role.Acceptor, bootNonce: 2), new Prng(1), speaksForProcess: false);
        acceptor.Tick(new Instant(1));
        acceptor.Receive(new Envelope(AcceptorNode(1), acceptor.Id, 0, 0, Told(DiskState.Blank, 1)));

        Assert.Contains("acceptor2", acceptor.Hindrance, StringComparison.Ordinal);
    }

    private static Forming Blank(int index)
    {
        var forming = new Forming(AcceptorNames[index], AcceptorNames, 0);
        forming.Begin(Disks[index]);
        return forming;
    }

    private static Forming Recorded(int index)
    {
        var forming = new Forming(AcceptorNames[index], AcceptorNames, 0);
        forming.Restore(new IdentityRecord(DiskState.Recorded, Disks[index], Three));
        return forming;
    }

    private static IdentityTold Told(DiskState state, int index) =>
        new(1, state, Disks[index], state == DiskState.Blank ? null : Three);
}
