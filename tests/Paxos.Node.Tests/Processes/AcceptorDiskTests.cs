using Paxos.Processes;

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
    public async Task A_journal_that_ends_in_a_torn_write_is_opened_and_no_acknowledged_write_is_lost()
    {
        var cluster = await ten.HealAsync();
        var torn = cluster["acceptor1"];
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(100, TimeSpan.Zero);
        await torn.KillAsync();

        JournalDamage.TearAnotherGroup(torn.DataFolder);
        torn.Start();
        await cluster.UntilReadyAsync(torn);
        await load.UntilAcknowledgedAsync(50, load.Now);

        await ten.CheckAsync(load);
    }

    // A restored volume, rule K1: what the disk promised and voted for since the copy is forgotten, and nothing on it says so.
    [Fact]
    public async Task An_acceptor_whose_data_folder_was_put_back_is_quarantined_for_good_and_the_others_go_on()
    {
        var cluster = await ten.HealAsync();
        var victim = cluster["acceptor2"];
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(20, TimeSpan.Zero);
        await victim.KillAsync();
        var older = victim.DataFolder + ".older";
        var newest = victim.DataFolder + ".newest";
        Copy(victim.DataFolder, older);
        victim.Start();
        await cluster.UntilReadyAsync(victim);
        await load.UntilAcknowledgedAsync(200, load.Now);

        await victim.KillAsync();
        Directory.Move(victim.DataFolder, newest);
        Directory.Move(older, victim.DataFolder);
        try
        {
            await StartsQuarantinedAsync(cluster, victim);
            Assert.Contains("acceptor2/Acceptor", victim.Log, StringComparison.Ordinal);
            await load.UntilAcknowledgedAsync(100, load.Now);

            // Its own disk says so now, whoever else is there.
            await victim.KillAsync();
            await StartsQuarantinedAsync(cluster, victim);
            await load.UntilAcknowledgedAsync(50, load.Now);
        }
        finally
        {
            await victim.KillAsync();
            Directory.Delete(victim.DataFolder, recursive: true);
            Directory.Move(newest, victim.DataFolder);
        }

        victim.Start();
        await cluster.UntilReadyAsync(victim);
        await ten.CheckAsync(load);
    }

    private static async Task StartsQuarantinedAsync(ProcessCluster cluster, ClusterNode victim)
    {
        victim.Start();
        await cluster.UntilAsync("the acceptor that was put back says so", async () =>
            await victim.LookAsync() is { Condition: "Quarantined" });
        var facts = (await victim.LookAsync())!;
        Assert.Contains("This disk was put back to an older state", facts.Reason, StringComparison.Ordinal);
        Assert.Contains("If its newest data folder still exists", facts.Reason, StringComparison.Ordinal);
        Assert.Equal($"Quarantined: {facts.Reason}", await victim.ObstacleAsync());
        Assert.Contains("This disk was put back to an older state", victim.Log, StringComparison.Ordinal);
        await cluster.UntilAsync("the others say so too", async () =>
            await cluster["proposer1"].LookAsync() is { } seen && seen.StateOf(victim.Name) == "Quarantined");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
