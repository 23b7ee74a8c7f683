using Paxos.Node.Disk;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Snapshots;

namespace Paxos.Node.Tests.Disk;

/// <summary>Snapshot files: written so that the last good one is never touched, and refused for each way of being wrong.</summary>
public sealed class SnapshotFolderTests
{
    private const int ChunkBytes = 5_000;

    [Fact]
    public void A_sealed_snapshot_is_recovered_chunk_by_chunk()
    {
        var disk = new CrashableDisk();
        var manifest = Written(disk, 100);

        var (taken, refused) = Recovered(disk.AfterKill());

        Assert.Equal(manifest.Id, taken);
        Assert.Empty(refused);
    }

    [Fact]
    public void The_newest_two_are_kept()
    {
        var disk = new CrashableDisk();
        Written(disk, 100);
        Written(disk, 200);
        Written(disk, 300);

        Assert.Equal([SnapshotFile.NameOf(new Slot(200)), SnapshotFile.NameOf(new Slot(300))], disk.List());
    }

    [Fact]
    public void A_power_loss_at_any_change_leaves_the_old_one_or_both()
    {
        for (var crashAt = 0; ; crashAt++)
        {
            var disk = new CrashableDisk();
            var old = Written(disk, 100);
            var changes = 0;
            disk.BeforeChange = (_, _) =>
            {
                if (changes++ == crashAt)
                {
                    throw new PowerLossException();
                }
            };
            try
            {
                Written(disk, 200);
                Assert.True(crashAt >= 6);
                return;
            }
            catch (PowerLossException)
            {
                for (var folder = 0; folder <= disk.UnsyncedFolderChanges; folder++)
                {
                    var (taken, refused) = Recovered(disk.AfterPowerLoss(block => block % 2 * Blocks.Size, folder));
                    Assert.True(taken == old.Id || taken!.Value.Slot == new Slot(200));
                    Assert.Empty(refused);
                }
            }
        }
    }

    [Theory]
    [InlineData(10, "Chunk 0 of the snapshot 200#")]
    [InlineData(ChunkBytes + 1, "Chunk 1 of the snapshot 200#")]
    [InlineData(-30, "manifest")]
    [InlineData(-3, "cut short or damaged")]
    public void A_flipped_bit_is_told_and_the_older_snapshot_is_used(int offset, string reason)
    {
        var disk = new CrashableDisk();
        var old = Written(disk, 100);
        Written(disk, 200);
        disk.Damage(SnapshotFile.NameOf(new Slot(200)), bytes =>
        {
            bytes[offset < 0 ? bytes.Length + offset : offset] ^= 4;
            return bytes;
        });

        var (taken, refused) = Recovered(disk);

        Assert.Equal(old.Id, taken);
        Assert.Contains(reason, Assert.Single(refused), StringComparison.Ordinal);
        Assert.Equal([SnapshotFile.NameOf(new Slot(100))], disk.List());
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = new CrashableDisk();
        Written(whole, 200);
        var name = SnapshotFile.NameOf(new Slot(200));
        var length = whole.ContentOf(name).Length;
        for (var cut = 0; cut < length; cut += 997)
        {
            var disk = new CrashableDisk();
            Written(disk, 200);
            disk.Damage(name, bytes => bytes[..cut]);

            var (taken, refused) = Recovered(disk);

            Assert.Null(taken);
            Assert.Single(refused);
        }
    }

    [Fact]
    public void A_block_that_cannot_be_read_is_damage_and_ends_nothing()
    {
        var disk = new CrashableDisk();
        var old = Written(disk, 100);
        Written(disk, 200);
        disk.UnreadableBlocks.Add((SnapshotFile.NameOf(new Slot(200)), 1));

        var (taken, refused) = Recovered(disk);

        Assert.Equal(old.Id, taken);
        Assert.Contains("cannot be read", Assert.Single(refused), StringComparison.Ordinal);
    }

    // Nothing is damaged there, so nothing may be thrown away.
    [Fact]
    public void A_snapshot_of_a_newer_format_stops_the_start_and_stays()
    {
        var disk = new CrashableDisk();
        var manifest = Written(disk, 200);
        var name = SnapshotFile.NameOf(new Slot(200));
        disk.Damage(name, bytes =>
        {
            var at = (int)manifest.Length;
            var body = bytes[at..^(SnapshotFile.TrailerBytes + SnapshotHash.Size)];
            body[8] = 9;
            var writer = new ByteWriter();
            writer.Raw(bytes.AsSpan(0, at));
            writer.Raw(body);
            var hash = SnapshotHash.Of(body);
            writer.Fixed64(hash.High);
            writer.Fixed64(hash.Low);
            writer.Raw(bytes.AsSpan(bytes.Length - SnapshotFile.TrailerBytes));
            return writer.ToArray();
        });

        var failure = Assert.Throws<DataFolderException>(() => Recovered(disk));

        Assert.Contains("format version 9. This program knows versions up to 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal([name], disk.List());
    }

    [Fact]
    public void A_full_disk_spoils_the_new_snapshot_only()
    {
        var disk = new CrashableDisk();
        var old = Written(disk, 100);
        disk.Capacity = disk.UsedBytes + ChunkBytes;
        using var folder = new SnapshotFolder(disk, kept: 2);
        folder.Begin(ChunkBytes);
        folder.Write(0, new byte[ChunkBytes]);

        var failure = Assert.Throws<DiskException>(() => folder.Write(1, new byte[ChunkBytes]));
        folder.Drop();

        Assert.True(failure.IsNoSpace);
        Assert.Equal(old.Id, Recovered(disk).Taken);
    }

    [Fact]
    public void Chunks_are_read_for_others_and_a_damaged_one_is_not_given_away()
    {
        var disk = new CrashableDisk();
        var manifest = Written(disk, 200);
        using var folder = new SnapshotFolder(disk, kept: 2);

        Assert.Equal(Chunk(200, 1), folder.ReadChunk(manifest.Id, 1).ToArray());
        Assert.True(folder.ReadChunk(manifest.Id, 99).IsEmpty);
        Assert.True(folder.ReadChunk(manifest.Id with { Hash = new SnapshotHash(1, 1) }, 1).IsEmpty);
        disk.Damage(SnapshotFile.NameOf(new Slot(200)), bytes =>
        {
            bytes[ChunkBytes] ^= 1;
            return bytes;
        });
        Assert.True(folder.ReadChunk(manifest.Id, 1).IsEmpty);
    }

    [Fact]
    public void A_snapshot_that_was_not_sealed_is_cleared_away()
    {
        var disk = new CrashableDisk();
        var folder = new SnapshotFolder(disk, kept: 2);
        folder.Begin(ChunkBytes);
        folder.Write(0, Chunk(1, 0));
        folder.Dispose();

        Recovered(disk);

        Assert.Empty(disk.List());
    }

    private static byte[] Chunk(ulong slot, int index) => JournalBench.Record((int)slot + index, ChunkBytes).ToArray();

    private static SnapshotManifest Written(CrashableDisk disk, ulong slot)
    {
        using var folder = new SnapshotFolder(disk, kept: 2);
        folder.Begin(ChunkBytes);
        var hashes = new List<SnapshotHash>();
        for (var index = 0; index < 3; index++)
        {
            folder.Write(index, Chunk(slot, index));
            hashes.Add(SnapshotHash.Of(Chunk(slot, index)));
        }

        var manifest = new SnapshotManifest(7, 0, new Slot(slot), new PrefixHash(slot), 3 * ChunkBytes, ChunkBytes, hashes);
        Assert.True(folder.Seal(manifest));
        return manifest;
    }

    private static (SnapshotId? Taken, IReadOnlyList<string> Refused) Recovered(CrashableDisk disk)
    {
        SnapshotManifest? current = null;
        var chunks = 0;
        var refused = new List<string>();
        using var folder = new SnapshotFolder(disk, kept: 2);
        folder.Recover(
            record =>
            {
                switch (record)
                {
                    case SnapshotRecord snapshot:
                        (current, chunks) = (snapshot.Manifest, 0);
                        break;
                    case SnapshotChunkRecord chunk:
                        current!.Check(chunks++, chunk.Chunk.Span);
                        break;
                    case SnapshotRefusedRecord refusal:
                        refused.Add(refusal.Reason);
                        break;
                }
            },
            () => true);
        Assert.Equal(current?.Chunks.Count ?? 0, chunks);
        return (current?.Id, refused);
    }
}
