using Paxos.Protocol.Snapshots;
using Paxos.Protocol.Tests.Snapshots;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

/// <summary>A learner's snapshots, spoken to by hand: made, told, given away, fetched (rules T1, T3, T4).</summary>
public sealed class LearnerSnapshotTests
{
    private static readonly NodeId Peer = new("learner2", Role.Learner);

    private static readonly NodeId Third = new("learner3", Role.Learner);

    private static readonly Batch Opening = Batch.Of(5, [new OpenSession(ClientNonce << 16)]);

    private long now = 1;

    [Fact]
    public void Snapshot_is_made_in_slices_and_told_only_once_it_is_durable()
    {
        var learner = Ready();
        Apply(learner, 10);
        var (writing, manifest, chunks) = Written(learner);

        Assert.True(chunks.Count > 3);
        Assert.Equal(At(10), manifest.Slot);
        Assert.Equal(Slot.None, ToldSlot(learner));
        learner.HearHost(new SnapshotWritten(writing));
        Assert.Equal(At(10), ToldSlot(learner));
        Assert.Equal(learner.Hash, manifest.ChainHash);
    }

    [Fact]
    public void Slow_disk_slows_the_snapshot_and_not_the_learner()
    {
        var learner = Ready();
        Apply(learner, 10);
        var written = 0;
        for (var tick = 0; tick < 50; tick++)
        {
            written += Tick(learner).All<SnapshotChunkToWrite>().Count();
        }

        Assert.Equal(4, written);
        Apply(learner, 11);
        Assert.Equal(At(11), learner.AppliedTo);
    }

    // The older snapshot and the log after it stay, to fall back on.
    [Fact]
    public void Log_before_the_older_snapshot_is_given_back()
    {
        var learner = Ready();
        Apply(learner, 10);
        MakeDurable(learner);
        Assert.Empty(learner.TakeEffects().Records.OfType<TrimRecord>());
        Apply(learner, 20);
        var (writing, _, _) = Written(learner);
        learner.HearHost(new SnapshotWritten(writing));

        Assert.Equal([new TrimRecord(At(10))], learner.TakeEffects().Records.OfType<TrimRecord>());
    }

    [Fact]
    public void Full_disk_keeps_the_last_good_snapshot_and_the_next_try_comes_by_itself()
    {
        var learner = Ready();
        Apply(learner, 10);
        MakeDurable(learner);
        Apply(learner, 20);
        var begun = Assert.Single(learner.Sent<SnapshotToBegin>());
        learner.HearHost(new SnapshotWriteFailed(begun.Writing, "no space"));

        Assert.Equal([new SnapshotFailed(At(20), "no space")], learner.TakeEffects().Events);
        Assert.Equal(At(10), ToldSlot(learner, isBehind: true));
        Apply(learner, 21);
        now += 10_000;
        Assert.Equal(At(21), Assert.Single(Tick(learner).All<SnapshotToBegin>()).Slot);
    }

    [Fact]
    public void Snapshot_and_log_after_it_are_recovered()
    {
        var (manifest, chunks) = Made(10);
        var learner = Unadopted();
        learner.Recover(new IdentityRecord(DiskState.Active, new DiskId(7, 7), RoleFixture.Three));
        Recover(learner, manifest, chunks);
        learner.Recover(new TrimRecord(At(5)));
        learner.Recover(new ChosenRecord(At(9), BatchOf("9", 8)));
        learner.Recover(new ChosenRecord(At(11), BatchOf("11", 10)));

        Assert.Equal(At(11), learner.AppliedTo);
        Assert.Equal(11, learner.Store.Revision);
        Assert.Equal(manifest.Id, learner.Snapshot);
    }

    [Fact]
    public void Damaged_snapshot_is_not_recovered()
    {
        var (manifest, chunks) = Made(10);
        var learner = Unadopted();
        learner.Recover(new IdentityRecord(DiskState.Active, new DiskId(7, 7), RoleFixture.Three));
        var rotten = chunks[1].ToArray();
        rotten[5] ^= 1;
        Recover(learner, manifest, [chunks[0], rotten, .. chunks.Skip(2)]);

        Assert.Equal(Slot.None, learner.AppliedTo);
        Assert.Null(learner.Snapshot);
        Assert.Contains("Chunk 1", Assert.Single(learner.TakeEffects().Events.OfType<SnapshotRefused>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Trimmed_slots_are_taken_from_a_snapshot_in_whatever_order_its_chunks_come()
    {
        var (manifest, chunks) = Made(10);
        var learner = Behind(10);
        learner.Hear(Peer, new Offered(manifest.Bytes));
        var asked = new List<ChunkAsk>();
        for (var round = 0; round < chunks.Count + 2 && learner.AppliedTo < At(10); round++)
        {
            var effects = Tick(learner);
            asked.AddRange(effects.All<ChunkAsk>());
            Acknowledge(learner, effects);
            Assert.True(asked.Count <= 4);
            asked.Reverse();
            foreach (var ask in asked.ToArray())
            {
                learner.Hear(Peer, new ChunkTold(ask.Snapshot, ask.Index, chunks[ask.Index]));
            }

            asked.Clear();
            effects = learner.TakeEffects();
            asked.AddRange(effects.All<ChunkAsk>());
            Acknowledge(learner, effects);
        }

        Assert.Equal(At(10), learner.AppliedTo);
        Assert.Equal(10, learner.Store.Revision);
        Assert.Equal(manifest.ChainHash, learner.Hash);
    }

    // Another learner still held the slots: its log was here first, and between two ticks comes the last chunk.
    [Fact]
    public void Snapshot_that_the_log_has_overtaken_is_left()
    {
        var (manifest, chunks) = Made(10);
        var learner = Behind(10);
        learner.Hear(Peer, new Offered(manifest.Bytes));
        var asked = learner.Sent<ChunkAsk>();
        Apply(learner, 12);

        asked.ToList().ForEach(ask => learner.Hear(Peer, new ChunkTold(ask.Snapshot, ask.Index, chunks[ask.Index])));

        Assert.Equal(At(12), learner.AppliedTo);
        Assert.Equal("Idle", learner.SnapshotState);
    }

    [Fact]
    public void Source_with_a_damaged_chunk_is_left_and_the_chunks_that_are_here_are_kept()
    {
        var (manifest, chunks) = Made(10);
        var learner = Behind(10, Peer, Third);
        learner.Hear(Peer, new Offered(manifest.Bytes));
        var first = learner.Sent<ChunkAsk>();
        learner.Hear(Peer, new ChunkTold(manifest.Id, 0, chunks[0]));
        var rotten = chunks[1].ToArray();
        rotten[0] ^= 0x40;
        learner.Hear(Peer, new ChunkTold(manifest.Id, 1, rotten));

        Assert.Contains(learner.TakeEffects().Events, fact => fact is SnapshotRefused { Source: "learner2" });
        learner.Hear(Third, new Offered(manifest.Bytes));
        var second = learner.TakeEffects().AtOnce.Where(envelope => envelope.Message is ChunkAsk).ToArray();

        Assert.Equal([0, 1, 2, 3], first.Select(ask => ask.Index));
        Assert.All(second, envelope => Assert.Equal(Third, envelope.To));
        Assert.Equal([1, 2, 3, 4], second.Select(envelope => ((ChunkAsk)envelope.Message).Index));
    }

    [Fact]
    public void Source_that_dies_midway_is_replaced_by_another_that_offers_the_same()
    {
        var (manifest, chunks) = Made(10);
        var learner = Behind(10, Peer, Third);
        learner.Hear(Peer, new Offered(manifest.Bytes));
        learner.Hear(Peer, new ChunkTold(manifest.Id, 0, chunks[0]));
        learner.TakeEffects();
        now += 2_000;

        var asks = Tick(learner);
        learner.Hear(Third, new Offered(manifest.Bytes));

        Assert.NotEmpty(asks.All<OfferAsk>());
        Assert.Equal(1, learner.Sent<ChunkAsk>().Min(ask => ask.Index));
        Assert.Equal(1, learner.FetchedChunks.Taken);
    }

    [Fact]
    public void Offer_of_another_cluster_or_a_newer_format_is_refused_with_its_reason()
    {
        var (manifest, _) = Made(10);
        var foreign = new SnapshotManifest(
            99, manifest.Epoch, manifest.Slot, manifest.ChainHash, manifest.Length, manifest.ChunkBytes, manifest.Chunks);
        var learner = Behind(10);
        learner.Hear(Peer, new Offered(foreign.Bytes));
        learner.Hear(Peer, new Offered(manifest.Bytes[..^1]));

        var reasons = learner.TakeEffects().Events.OfType<SnapshotRefused>().Select(refused => refused.Reason).ToArray();
        Assert.Contains("is of cluster 0000000000000063", reasons[0], StringComparison.Ordinal);
        Assert.Contains("damaged or cut short", reasons[1], StringComparison.Ordinal);
        Assert.Equal((0, 0), learner.FetchedChunks);
    }

    [Fact]
    public void Chunks_are_given_away_no_more_at_once_than_the_bound()
    {
        var learner = Ready();
        Apply(learner, 10);
        var id = MakeDurable(learner);
        for (var index = 0; index < 20; index++)
        {
            learner.Hear(Peer, new ChunkAsk(id, index));
        }

        Assert.Equal(16, learner.Sent<SnapshotChunkToRead>().Count);
        learner.HearHost(new SnapshotChunkRead(Peer, id, 0, new byte[] { 1 }));
        Assert.Single(learner.Sent<ChunkTold>());
    }

    // Two cannot tell which of them is right: both stop and say so.
    [Fact]
    public void Two_learners_with_unequal_hashes_at_one_slot_stop()
    {
        var learner = Ready();
        Apply(learner, 3);
        learner.Hear(Peer, new StateTold(Disks[1], At(3), new PrefixHash(666), 1, default));
        now += 1_000;

        var effects = Tick(learner);
        Apply(learner, 4);
        learner.Hear(ClientNode, new Query(1, false, default));

        Assert.Contains("learner2 has the chain hash", Assert.Single(effects.Events.OfType<Diverged>()).Reason, StringComparison.Ordinal);
        Assert.StartsWith("diverged: ", learner.Hindrance, StringComparison.Ordinal);
        Assert.Equal(At(3), learner.AppliedTo);
        Assert.Empty(learner.Sent<QueryAnswered>());
    }

    [Fact]
    public void Two_learners_with_unequal_snapshots_of_one_slot_stop()
    {
        var learner = Ready();
        Apply(learner, 10);
        var id = MakeDurable(learner);
        learner.Hear(Peer, new StateTold(Disks[1], At(10), learner.Hash, 1, id with { Hash = new SnapshotHash(1, 1) }));
        now += 1_000;

        Assert.Single(Tick(learner).Events.OfType<Diverged>());
    }

    // Else a restart would let it serve what may be wrong, until it had compared again.
    [Fact]
    public void Learner_that_stopped_stays_stopped_after_a_restart_and_goes_on_when_the_other_ones_disk_is_empty()
    {
        var learner = Ready();
        Apply(learner, 3);
        learner.Hear(Peer, new StateTold(Disks[1], At(3), new PrefixHash(666), 1, default));
        now += 1_000;
        var records = Tick(learner).Records;

        var restarted = Unadopted();
        restarted.Recover(new IdentityRecord(DiskState.Active, new DiskId(7, 7), RoleFixture.Three));
        records.OfType<DivergedRecord>().ToList().ForEach(restarted.Recover);
        Adopt(restarted);
        restarted.Hear(ClientNode, new Query(1, false, default));
        Assert.Empty(restarted.Sent<QueryAnswered>());
        Assert.StartsWith("diverged: learner2", restarted.Hindrance, StringComparison.Ordinal);

        restarted.Hear(Peer, new StateTold(Disks[1], At(3), new PrefixHash(666), 1, default));
        Assert.NotEmpty(restarted.DivergedReason);
        restarted.Hear(Peer, new StateTold(Disks[2], Slot.None, PrefixHash.Empty, 1, default));

        Assert.Empty(restarted.DivergedReason);
        var last = Assert.Single(restarted.TakeEffects().Records.OfType<DivergedRecord>());
        Assert.Empty(last.Reason);
    }

    [Fact]
    public void Unequal_snapshots_are_found_by_a_learner_that_was_restarted_after_making_its_own()
    {
        var (manifest, chunks) = Made(10);
        var learner = Unadopted();
        learner.Recover(new IdentityRecord(DiskState.Active, new DiskId(7, 7), RoleFixture.Three));
        Recover(learner, manifest, chunks);
        Adopt(learner);

        learner.Hear(Peer, new StateTold(Disks[1], At(10), manifest.ChainHash, 1, manifest.Id with { Hash = new SnapshotHash(1, 1) }));
        now += 1_000;

        Assert.Single(Tick(learner).Events.OfType<Diverged>());
    }

    // Schedule L8: one learner's wrong hash must not stop the others.
    [Fact]
    public void Learner_that_a_third_one_agrees_with_goes_on()
    {
        var learner = Ready(Peer, Third);
        Apply(learner, 3);
        learner.Hear(Peer, new StateTold(Disks[1], At(3), new PrefixHash(666), 1, default));
        learner.Hear(Third, new StateTold(Disks[2], At(3), learner.Hash, 1, default));
        for (var round = 0; round < 10; round++)
        {
            now += 1_000;
            Tick(learner);
        }

        Assert.Empty(learner.DivergedReason);
    }

    // During an upgrade snapshots of two formats differ in every byte.
    [Fact]
    public void Snapshots_of_another_format_are_not_compared()
    {
        var learner = Ready();
        Apply(learner, 10);
        var id = MakeDurable(learner);
        learner.Hear(Peer, new StateTold(Disks[1], At(10), learner.Hash, 2, id with { Hash = new SnapshotHash(1, 1) }));
        now += 1_000;

        Assert.Empty(Tick(learner).Events.OfType<Diverged>());
    }

    private static Learner Unadopted(params NodeId[] others)
    {
        var context = Context("learner1", Role.Learner, 1, others.Length == 0 ? [Peer] : others);
        var options = new ProtocolOptions { SnapshotSlots = 10, SnapshotChunkBytes = SnapshotSamples.ChunkBytes };
        return new Learner(context with { Options = options }, new Prng(3), speaksForProcess: false);
    }

    private static Learner Ready(params NodeId[] others)
    {
        var learner = Unadopted(others);
        Adopt(learner);
        return learner;
    }

    /// <summary>A learner that has nothing, knows that slots are chosen and hears from the acceptors that they were trimmed.</summary>
    private Learner Behind(ulong trimmedTo, params NodeId[] others)
    {
        var learner = Ready(others);
        learner.Hear(Leader, new Learn(Round(1), At(20), [], At(15), At(15), PrefixHash.Empty));
        ReadVotes? asked = null;
        for (var tick = 0; tick < 50 && asked is null; tick++)
        {
            now += 100;
            asked = Tick(learner).All<ReadVotes>().FirstOrDefault();
        }

        learner.Hear(AcceptorNode(0), new VotesRead(asked!.Nonce, Disks[0], At(trimmedTo), asked.Slots, [], [], true));
        now += 100;
        Assert.NotEmpty(Tick(learner).All<OfferAsk>());
        return learner;
    }

    private static void Apply(Learner learner, ulong to)
    {
        for (var slot = learner.AppliedTo.Next; slot <= At(to); slot = slot.Next)
        {
            var batch = slot == Slot.First ? Opening : BatchOf($"{slot}", slot.Number - 1);
            var chain = learner.Hash.With(slot, batch);
            learner.Hear(Leader, new Learn(Round(1), slot, [batch], Slot.None, slot, chain));
        }
    }

    private Effects Tick(Learner learner)
    {
        now += 10;
        learner.Tick(new Instant(now));
        return learner.TakeEffects();
    }

    private static void Acknowledge(Learner learner, Effects effects)
    {
        foreach (var write in effects.All<SnapshotChunkToWrite>())
        {
            learner.HearHost(new SnapshotChunkWritten(write.Writing, write.Index));
        }
    }

    private (ulong Writing, SnapshotManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Written(Learner learner)
    {
        var chunks = new List<ReadOnlyMemory<byte>>();
        for (var tick = 0; tick < 100; tick++)
        {
            var effects = Tick(learner);
            chunks.AddRange(effects.All<SnapshotChunkToWrite>().Select(write => write.Chunk));
            Acknowledge(learner, effects);
            if (effects.All<SnapshotToSeal>().SingleOrDefault() is { } seal)
            {
                return (seal.Writing, seal.Manifest, chunks);
            }
        }

        throw new InvalidOperationException("No snapshot was made.");
    }

    private SnapshotId MakeDurable(Learner learner)
    {
        var (writing, manifest, _) = Written(learner);
        learner.HearHost(new SnapshotWritten(writing));
        learner.TakeEffects();
        return manifest.Id;
    }

    private (SnapshotManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Made(ulong slot)
    {
        var learner = Ready();
        Apply(learner, slot);
        var (_, manifest, chunks) = Written(learner);
        return (manifest, chunks);
    }

    private static void Recover(Learner learner, SnapshotManifest manifest, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        learner.Recover(new SnapshotRecord(manifest));
        foreach (var chunk in chunks)
        {
            learner.Recover(new SnapshotChunkRecord(chunk));
        }
    }

    private static Slot ToldSlot(Learner learner, bool isBehind = false)
    {
        learner.Hear(Leader, new SnapshotAsk(Round(1), 3));
        var told = learner.Sent<SnapshotTold>().Single();
        Assert.Equal((Round(1), 3UL, isBehind), (told.Ballot, told.Mark, told.IsBehind));
        return told.Slot;
    }
}
