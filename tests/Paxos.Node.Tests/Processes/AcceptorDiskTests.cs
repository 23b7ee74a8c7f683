namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class AcceptorDiskTests(TenNodes ten)
{
    [Fact]
    public async Task An_acceptor_whose_disk_was_emptied_says_so_and_never_votes_and_the_others_go_on()
    {
        var cluster = await ten.HealAsync();
        var emptied = cluster["acceptor3"];
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(20, TimeSpan.Zero);

        await emptied.KillAsync();
        var kept = emptied.DataFolder + ".kept";
        Directory.Move(emptied.DataFolder, kept);
        try
        {
            emptied.Start();
            await cluster.UntilAsync("the emptied acceptor says that it is blank", async () =>
                await emptied.LookAsync() is { Condition: "Blank" });
            await load.UntilAcknowledgedAsync(100, load.Now);

            var facts = (await emptied.LookAsync())!;
            Assert.Equal("Blank", facts.Condition);
            Assert.Equal("Blank", facts.DiskState);
            Assert.Equal(0, facts.Votes);
            Assert.Equal($"Blank: {facts.Reason}", await emptied.ObstacleAsync());
            Assert.Contains("this disk does not stand in cluster", facts.Reason, StringComparison.Ordinal);
        }
        finally
        {
            await emptied.KillAsync();
            Directory.Delete(emptied.DataFolder, recursive: true);
            Directory.Move(kept, emptied.DataFolder);
        }

        emptied.Start();
        await cluster.UntilReadyAsync(emptied);
        await ten.CheckAsync(load);
    }

    [Fact]
    public async Task A_flipped_bit_in_a_journal_is_reported_and_repaired_from_the_others()
    {
        var cluster = await ten.HealAsync();
        var damaged = cluster["acceptor1"];
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(100, TimeSpan.Zero);
        await damaged.KillAsync();

        var slots = JournalDamage.FlipBitInTheMiddle(damaged.DataFolder);
        damaged.Start();
        await cluster.UntilAsync($"slots {slots} are repaired", async () =>
            await damaged.ObstacleAsync() is null && await damaged.LookAsync() is { FaultySlots: 0 }
            && damaged.Log.Contains($"slot {slots.First} was damaged and is repaired", StringComparison.Ordinal));

        await cluster["acceptor2"].KillAsync();
        await load.UntilAcknowledgedAsync(50, load.Now);
        await ten.CheckAsync(load);
    }

    [Fact]
    public async Task A_journal_cut_in_its_last_group_is_opened_and_no_acknowledged_write_is_lost()
    {
        var cluster = await ten.HealAsync();
        var cut = cluster["acceptor1"];
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(100, TimeSpan.Zero);
        await cut.KillAsync();

        JournalDamage.CutTheLastGroup(cut.DataFolder);
        cut.Start();
        await cluster.UntilReadyAsync(cut);
        await load.UntilAcknowledgedAsync(50, load.Now);

        await ten.CheckAsync(load);
    }
}
