using Paxos.Protocol.Encoding;
using Paxos.Protocol.Snapshots;
using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Roles.RoleFixture;
using static Paxos.Protocol.Tests.Snapshots.SnapshotSamples;

namespace Paxos.Protocol.Tests.Snapshots;

/// <summary>What a snapshot holds, and each way in which one can be wrong (rule T3; protocol design, section 1.6).</summary>
public sealed class SnapshotCodecTests
{
    [Fact]
    public void State_comes_back_whole_sessions_and_old_versions_included()
    {
        var machine = Machine(30);
        machine.Store.Apply(new PutOperation("k"u8.ToArray(), "old"u8.ToArray()));
        machine.Store.Apply(new PutOperation("k"u8.ToArray(), "new"u8.ToArray()));
        machine.Store.Apply(new CompactOperation(4));
        var (manifest, chunks) = Encode(Source(machine));

        var restored = Decode(manifest, chunks);

        Assert.True(chunks.Count > 5);
        Assert.Equal(DigestOf(machine), DigestOf(restored.Machine));
        Assert.Equal(machine.Store.Bytes, restored.Machine.Store.Bytes);
        Assert.Equal(4, restored.Machine.Store.CompactRevision);
        Assert.Equal((At(100), new PrefixHash(77), 5_000L), (manifest.Slot, manifest.ChainHash, restored.Growth));
        Assert.Equal(Three, restored.Configuration);
        restored.Machine.Store.CheckShape();
    }

    // Two learners at one slot must make the same bytes, in whatever slices they work.
    [Fact]
    public void Equal_state_gives_equal_bytes_in_any_slices()
    {
        var (one, ones) = Encode(Source(Machine(30)), itemsMax: 1);
        var (other, others) = Encode(Source(Decode(one, ones).Machine), itemsMax: 7);

        Assert.Equal(one.Id, other.Id);
        Assert.Equal(ones.Select(chunk => Convert.ToHexString(chunk.Span)), others.Select(chunk => Convert.ToHexString(chunk.Span)));
        Assert.NotEqual(one.Id, Encode(Source(Machine(31))).Manifest.Id);
    }

    // The machine goes on while its snapshot is being written: what it does meanwhile must not stand in it.
    [Fact]
    public void Later_writes_do_not_reach_a_snapshot_under_way()
    {
        var machine = Machine(10);
        var untouched = Encode(Source(Machine(10)));
        var encoder = new SnapshotEncoder(Source(machine), ChunkBytes);
        var chunks = new List<ReadOnlyMemory<byte>>();
        var sequence = 10UL;
        while (encoder.Manifest is null)
        {
            machine.Apply(At(100 + sequence++), BatchOf("later", sequence));
            if (encoder.NextChunk(itemsMax: 1) is { } chunk)
            {
                chunks.Add(chunk);
            }
        }

        Assert.Equal(untouched.Manifest.Id, encoder.Manifest.Id);
        Assert.Equal(11, Decode(encoder.Manifest, chunks).Machine.Store.Revision);
        Assert.True(machine.Store.Revision > 11);
    }

    // Without the sessions a command that was executed before the snapshot would be executed again.
    [Fact]
    public void Command_executed_before_the_snapshot_is_a_duplicate_after_it()
    {
        var (manifest, chunks) = Encode(Source(Machine(3)));
        var machine = Decode(manifest, chunks).Machine;

        machine.Apply(At(101), BatchOf("value 3", 3));

        Assert.Equal(4, machine.Store.Revision);
    }

    [Fact]
    public void Value_larger_than_a_chunk_is_cut_and_joined()
    {
        var machine = Machine(1);
        var value = new byte[ChunkBytes * 7];
        machine.Store.Apply(new PutOperation("large"u8.ToArray(), value));

        var (manifest, chunks) = Encode(Source(machine));

        Assert.All(chunks, chunk => Assert.True(chunk.Length <= ChunkBytes));
        Assert.Equal(DigestOf(machine), DigestOf(Decode(manifest, chunks).Machine));
    }

    [Fact]
    public void Every_flipped_byte_of_a_chunk_is_found()
    {
        var (manifest, chunks) = Encode(Source(Machine(5)));
        for (var index = 0; index < chunks.Count; index++)
        {
            for (var at = 0; at < chunks[index].Length; at += 13)
            {
                var damaged = chunks[index].ToArray();
                damaged[at] ^= 0x10;
                var error = Assert.Throws<EncodingException>(() => manifest.Check(index, damaged));
                Assert.Contains($"Chunk {index} of the snapshot {manifest.Id} must have the hash", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Chunk_that_is_cut_short_or_unknown_is_refused_by_name()
    {
        var (manifest, chunks) = Encode(Source(Machine(5)));

        var shortened = Assert.Throws<EncodingException>(() => manifest.Check(0, chunks[0].Span[..^1]));
        var unknown = Assert.Throws<EncodingException>(() => manifest.Check(chunks.Count, chunks[0].Span));

        Assert.Contains($"must have {ChunkBytes} bytes. It has {ChunkBytes - 1}", shortened.Message, StringComparison.Ordinal);
        Assert.Contains($"has {chunks.Count} chunks. Chunk {chunks.Count} is none", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_of_another_cluster_is_refused()
    {
        var (manifest, _) = Encode(Source(Machine(5)));

        var error = Assert.Throws<EncodingException>(() => new SnapshotDecoder(manifest, 7, TimeToLive));

        var expected = $"is of cluster {Three.ClusterId:x16}. This node belongs to 0000000000000007";
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_comes_back_and_is_refused_when_damaged_cut_or_newer()
    {
        var (manifest, _) = Encode(Source(Machine(5)));
        var bytes = manifest.Bytes.ToArray();

        Assert.Equal(manifest.Id, SnapshotManifest.Decode(bytes).Id);
        for (var at = 0; at < bytes.Length; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 1;
            Assert.Throws<EncodingException>(() => SnapshotManifest.Decode(damaged));
            Assert.Throws<EncodingException>(() => SnapshotManifest.Decode(bytes.AsMemory(0, at)));
        }

        // A newer program's manifest is intact, and says what it is.
        var newer = bytes[..^SnapshotHash.Size];
        newer[8] = 2;
        var hash = SnapshotHash.Of(newer);
        var writer = new ByteWriter();
        writer.Raw(newer);
        writer.Fixed64(hash.High);
        writer.Fixed64(hash.Low);
        var error = Assert.Throws<NewerFormatException>(() => SnapshotManifest.Decode(writer.ToArray()));
        Assert.Contains("has format version 2. This program knows versions up to 1", error.Message, StringComparison.Ordinal);
    }

    // Hashes that hold do not make it true: a bug may have written anything.
    [Fact]
    public void Content_that_contradicts_its_manifest_is_refused()
    {
        var (manifest, chunks) = Encode(Source(Machine(5)));
        var lying = new SnapshotManifest(
            manifest.ClusterId, manifest.Epoch, At(99), manifest.ChainHash, manifest.Length, manifest.ChunkBytes, manifest.Chunks);
        var cut = new SnapshotManifest(
            manifest.ClusterId, manifest.Epoch, manifest.Slot, manifest.ChainHash, ChunkBytes, ChunkBytes, [manifest.Chunks[0]]);

        var lie = Assert.Throws<EncodingException>(() => Decode(lying, chunks));
        var end = Assert.Throws<EncodingException>(() => Decode(cut, [chunks[0]]));
        Assert.Contains("at slot 100", lie.Message, StringComparison.Ordinal);
        Assert.Contains("ends after 1 of 1", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_are_a_function_of_log_and_state_and_move_apart_as_the_store_grows()
    {
        var all = new SnapshotPoints(slotsMax: 100, bytesMax: 1_000);
        var late = new SnapshotPoints(slotsMax: 100, bytesMax: 1_000);
        var due = new List<ulong>();
        for (var slot = 1UL; slot <= 1_000; slot++)
        {
            if (slot == 501)
            {
                late.Restart(all.Growth, 100);
            }

            var isDue = all.Count(At(slot), slot <= 200 ? 50 : 1, slot <= 600 ? 100 : 6_000);
            Assert.True(slot <= 500 || late.Count(At(slot), 1, slot <= 600 ? 100 : 6_000) == isDue);
            if (isDue)
            {
                due.Add(slot);
            }
        }

        // Each 1,000 bytes, then each 100 slots, then, for a store of 6,000 bytes, each 4,000 bytes and each 400 slots.
        Assert.Equal([19, 39, 59, 79, 99, 100, 119, 139, 159, 179, 199, 200, 300, 400, 500, 600, 601, 800], due.Select(slot => (int)slot));
    }

    // A store that only grows must not outgrow the distance for ever, however much more than the log a version takes.
    [Theory]
    [InlineData(40, 40)]
    [InlineData(40, 41)]
    [InlineData(40, 230)]
    [InlineData(230, 40)]
    public void Store_that_only_grows_is_written_at_every_doubling(int batchBytes, int growth)
    {
        var points = new SnapshotPoints(slotsMax: 1_000_000, bytesMax: 1_000);
        var last = 0UL;
        for (var slot = 1UL; slot <= 20_000; slot++)
        {
            if (points.Count(At(slot), batchBytes, (long)slot * growth))
            {
                Assert.True(slot <= (2 * last) + (1_000 / (ulong)Math.Max(batchBytes, growth)) + 1, $"from {last} to {slot}");
                last = slot;
            }
        }

        Assert.True(last > 10_000);
    }
}
