using System.Globalization;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

/// <summary>
/// The semantics that etcd documents (etcd.io, "Data model", "API guarantees" and the comments of its kv.proto) and
/// those that its bug reports taught; the order is that of the operations.
/// </summary>
public class KeyValueStoreTests
{
    private readonly KeyValueStore store = new();

    // etcd's data model: "a single operation ... the revision starts at 1", and each change adds one.
    [Fact]
    public void An_empty_store_is_at_revision_1_and_the_first_write_makes_2()
    {
        Assert.Equal(1, store.Revision);
        Assert.Equal("range 1 more=False count=0: ", Apply(Range("\0", "\0")));

        Assert.Equal("written 2 a", Apply(Put("a", "1")));
        Assert.Equal(2, store.Revision);
    }

    [Fact]
    public void A_key_knows_its_create_revision_its_mod_revision_and_its_version()
    {
        Apply(Put("a", "1"), Put("b", "x"), Put("a", "2"));

        Assert.Equal("range 4 more=False count=1: a=2@4(2,2)", Apply(Range("a")));
    }

    // etcd's data model: deleting a key starts a new generation; the version begins again at 1.
    [Fact]
    public void A_key_that_was_deleted_begins_anew()
    {
        Apply(Put("a", "1"), Put("a", "2"), Delete("a"));
        Assert.Equal("range 4 more=False count=0: ", Apply(Range("a")));

        Apply(Put("a", "3"));

        Assert.Equal("range 5 more=False count=1: a=3@5(5,1)", Apply(Range("a")));
    }

    [Fact]
    public void An_appended_value_gets_a_key_of_the_20_digits_of_its_revision()
    {
        Apply(Put("a", "1"));

        Assert.Equal("written 3 values/00000000000000000003", Apply(new AppendOperation(Bytes("first"))));
        Assert.Equal("written 4 values/00000000000000000004", Apply(new AppendOperation(Bytes("second"))));

        Assert.Equal(
            "range 4 more=False count=2: "
            + "values/00000000000000000003=first@3(3,1) values/00000000000000000004=second@4(4,1)",
            Apply(Range("values/", "values0")));
    }

    [Fact]
    public void An_empty_value_is_a_value()
    {
        Apply(Put("a", ""));

        Assert.Equal("range 2 more=False count=1: a=@2(2,1)", Apply(Range("a")));
    }

    // kv.proto, DeleteRangeRequest: the revision moves once for all keys; and not at all when nothing was deleted.
    [Fact]
    public void A_range_is_deleted_at_one_revision_and_deleting_nothing_makes_none()
    {
        Apply(Put("a", "1"), Put("b", "2"), Put("c", "3"));

        Assert.Equal("deleted 5 2", Apply(Delete("a", "c")));
        Assert.Equal("deleted 5 0", Apply(Delete("a", "c")));
        Assert.Equal("deleted 5 0", Apply(Delete("nothing")));
        Assert.Equal("range 5 more=False count=1: c=3@4(4,1)", Apply(Range("\0", "\0")));
    }

    // kv.proto, RangeRequest.range_end.
    [Theory]
    [InlineData("b", "", "b")]
    [InlineData("b", "d", "b c")]
    [InlineData("b", "\0", "b c d")]
    [InlineData("\0", "\0", "a b c d")]
    [InlineData("bb", "\0", "c d")]
    [InlineData("b", "b", "")]
    [InlineData("c", "b", "")]
    [InlineData("x", "", "")]
    public void A_range_end_means_what_it_means_in_etcd(string key, string rangeEnd, string expected)
    {
        Apply(Put("d", ""), Put("b", ""), Put("a", ""), Put("c", ""));

        var read = Assert.IsType<RangeResult>(store.Read(Range(key, rangeEnd)));

        Assert.Equal(expected, string.Join(' ', read.KeyValues.Select(keyValue => Text(keyValue.Key))));
        Assert.Equal(read.KeyValues.Count, read.Count);
    }

    [Fact]
    public void A_compare_and_set_that_holds_writes_and_one_that_fails_tells_what_is_there()
    {
        Assert.Equal("compared True 2 ", Apply(CompareAndSet("a", "1", 0)));
        Assert.Equal("compared False 2 a=1@2(2,1)", Apply(CompareAndSet("a", "2", 0)));
        Assert.Equal("compared False 2 a=1@2(2,1)", Apply(CompareAndSet("a", "2", 3)));
        Assert.Equal("compared True 3 ", Apply(CompareAndSet("a", "2", 2)));
        Assert.Equal("range 3 more=False count=1: a=2@3(2,2)", Apply(Range("a")));
    }

    // etcd compares a missing key's mod revision as 0, a deleted one's too.
    [Fact]
    public void A_deleted_key_compares_as_one_that_never_was()
    {
        Apply(Put("a", "1"), Delete("a"));

        Assert.Equal("compared False 3 ", Apply(CompareAndSet("a", "2", 3)));
        Assert.Equal("compared True 4 ", Apply(CompareAndSet("a", "2", 0)));
        Assert.Equal("range 4 more=False count=1: a=2@4(4,1)", Apply(Range("a")));
    }

    // kv.proto, RangeRequest.revision; the header carries the store's revision, not the one read.
    [Fact]
    public void An_old_revision_is_read_as_it_was_and_the_answer_carries_the_current_one()
    {
        Apply(Put("a", "1"), Put("b", "1"), Put("a", "2"), Delete("b"));

        Assert.Equal("range 5 more=False count=0: ", Apply(Range("\0", "\0", revision: 1)));
        Assert.Equal("range 5 more=False count=1: a=1@2(2,1)", Apply(Range("\0", "\0", revision: 2)));
        Assert.Equal("range 5 more=False count=2: a=1@2(2,1) b=1@3(3,1)", Apply(Range("\0", "\0", revision: 3)));
        Assert.Equal("range 5 more=False count=2: a=2@4(2,2) b=1@3(3,1)", Apply(Range("\0", "\0", revision: 4)));
        Assert.Equal("range 5 more=False count=1: a=2@4(2,2)", Apply(Range("\0", "\0", revision: 5)));
        Assert.Equal("range 5 more=False count=1: a=2@4(2,2)", Apply(Range("\0", "\0", revision: -1)));
    }

    [Fact]
    public void A_revision_that_has_not_happened_is_refused()
    {
        Apply(Put("a", "1"));

        var failed = Assert.IsType<FailedResult>(store.Read(Range("a", revision: 3)));

        Assert.Equal(StoreError.FutureRevision, failed.Error);
        Assert.Equal("The revision must be at most the current one, 2. It is 3.", failed.Message);
    }

    // etcd: reading below the compacted revision is ErrCompacted; the compacted revision itself is readable.
    [Fact]
    public void A_compacted_revision_is_refused_and_the_last_one_compacted_to_can_be_read()
    {
        Apply(Put("a", "1"), Put("a", "2"), Put("a", "3"));

        Assert.Equal("compacted 4", Apply(new CompactOperation(3)));

        var failed = Assert.IsType<FailedResult>(store.Read(Range("a", revision: 2)));
        Assert.Equal(StoreError.Compacted, failed.Error);
        Assert.Equal("The revision must be at least 3, for those before are compacted. It is 2.", failed.Message);
        Assert.Equal("range 4 more=False count=1: a=2@3(2,2)", Apply(Range("a", revision: 3)));
        Assert.Equal("range 4 more=False count=1: a=3@4(2,3)", Apply(Range("a")));
    }

    [Fact]
    public void A_compaction_needs_a_revision_above_the_last_one_and_not_above_the_current_one()
    {
        Apply(Put("a", "1"), Put("a", "2"), new CompactOperation(2));

        Assert.Equal("failed Compacted", Apply(new CompactOperation(2)));
        Assert.Equal("failed Compacted", Apply(new CompactOperation(0)));
        Assert.Equal("failed Compacted", Apply(new CompactOperation(-5)));
        Assert.Equal("failed FutureRevision", Apply(new CompactOperation(4)));
        Assert.Equal("compacted 3", Apply(new CompactOperation(3)));
        Assert.Equal(3, store.Revision);
    }

    // etcd #18089: the deletion at the very revision was lost, and a watch from there never told of it.
    [Fact]
    public void A_deletion_exactly_at_the_compacted_revision_is_kept_until_the_next_compaction()
    {
        Apply(Put("k1", "2"), Put("k1", "3"), Put("k1", "4"), Delete("k1"), Put("k1", "6"));

        Apply(new CompactOperation(5));
        Assert.Equal(["k1 deleted@5", "k1=6@6(6,1)"], store.Snapshot().Export().Select(Line));

        Apply(new CompactOperation(6));
        Assert.Equal(["k1=6@6(6,1)"], store.Snapshot().Export().Select(Line));
    }

    [Fact]
    public void A_compaction_frees_the_keys_that_are_gone_and_keeps_the_live_ones()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Apply(Put($"k{i:D4}", new string('v', 100)));
        }

        var bytesFull = store.Bytes;
        Apply(Delete("k0001", "k0999"), Put("x", "1"));
        Apply(new CompactOperation(store.Revision));

        Assert.Equal(["k0000", "k0999", "x"], store.Snapshot().Export().Select(kept => Text(kept.Key)));
        Assert.Equal(3, store.KeyCount);
        Assert.True(store.Bytes < bytesFull / 100, $"{store.Bytes} of {bytesFull} bytes are still held");
        store.CheckShape();
    }

    [Fact]
    public void A_compaction_over_several_slices_reaches_every_key()
    {
        var keys = (2 * StoreLimits.CompactionSliceKeys) + 1;
        for (var i = 0; i < keys; i++)
        {
            Apply(Put($"k{i:D5}", "old"));
            Apply(Put($"k{i:D5}", "new"));
        }

        Apply(new CompactOperation(store.Revision));

        Assert.Equal(keys, store.Snapshot().Export().Count());
        Assert.All(store.Snapshot().Export(), kept => Assert.Equal("new", Text(kept.Value)));
    }

    [Fact]
    public void What_breaks_a_rule_changes_nothing()
    {
        Apply(Put("a", "1"));
        var before = store.Digest();

        Assert.Equal("failed EmptyKey", Apply(Put("", "1")));
        Assert.Equal("failed ValueTooLarge", Apply(Put("a", new string('v', StoreLimits.ValueBytesMax + 1))));
        Assert.Equal("failed EmptyKey", Apply(Delete("", "\0")));
        Assert.Equal("failed EmptyKey", Line(store.Read(Range("", "\0"))));

        Assert.Equal(before, store.Digest());
    }

    [Fact]
    public void The_store_keeps_its_own_copy_of_keys_and_values()
    {
        var bytes = "keyvalue"u8.ToArray();
        store.Apply(new PutOperation(bytes.AsMemory(0, 3), bytes.AsMemory(3)));
        Array.Clear(bytes);

        Assert.Equal("range 2 more=False count=1: key=value@2(2,1)", Apply(Range("key")));
    }

    [Theory]
    [InlineData("a", "1", "a", "2")]
    [InlineData("a", "1", "b", "1")]
    [InlineData("ab", "c", "a", "bc")]
    public void Stores_that_differ_have_different_digests(string key, string value, string otherKey, string otherValue)
    {
        var other = new KeyValueStore();
        Assert.Equal(other.Digest(), store.Digest());

        store.Apply(Put(key, value));
        other.Apply(Put(otherKey, otherValue));

        Assert.NotEqual(other.Digest(), store.Digest());
    }

    [Fact]
    public void The_digest_covers_both_revisions()
    {
        Apply(Put("a", "1"));
        var entries = store.Snapshot().Export().ToList();

        ulong[] digests =
        [
            KeyValueStore.Import(2, 0, entries).Digest(),
            KeyValueStore.Import(3, 0, entries).Digest(),
            KeyValueStore.Import(3, 1, entries).Digest(),
        ];

        Assert.Equal(store.Digest(), digests[0]);
        Assert.Equal(3, digests.Distinct().Count());
    }

    // The digest is compared between processes and versions: these bytes are a promise.
    [Fact]
    public void The_digest_of_a_known_store_is_a_known_number()
    {
        Apply(Put("a", "1"), Put("b", "2"), Delete("a"), new CompactOperation(3));

        Assert.Equal(10_056_478_248_026_470_884UL, store.Digest());
    }

    public static TheoryData<long, long, string> BadImports => new()
    {
        { 0, 0, "" },
        { 5, 6, "" },
        { 5, -1, "" },
        { 5, 0, "b 2 2 1, a 3 3 1" },
        { 5, 0, "a 2 2 1, a 2 3 0" },
        { 5, 0, "a 2 3 2, a 2 3 3" },
        { 5, 0, "a 6 6 1" },
        { 5, 0, "a 1 1 1" },
        { 5, 0, "a 3 2 2" },
        { 5, 0, "a 2 3 1" },
        { 5, 0, "a 2 2 2" },
        { 5, 0, "a 2 2 -1" },
        { 5, 0, "a 2 3 0" },
        { 5, 0, " 2 2 1" },
    };

    [Theory]
    [MemberData(nameof(BadImports))]
    public void An_import_that_no_export_could_have_made_is_refused(long revision, long compactRevision, string entries)
    {
        var parsed = entries.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();

        Assert.Throws<EncodingException>(() => KeyValueStore.Import(revision, compactRevision, parsed));
    }

    private static KeyValue Parse(string entry)
    {
        var words = entry.Split(' ');
        var numbers = words.Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToList();
        return new KeyValue(Bytes(words[0]), default, numbers[0], numbers[1], numbers[2]);
    }

    private string Apply(params Operation[] operations)
    {
        var answer = "";
        foreach (var operation in operations)
        {
            answer = Line(store.Apply(operation));
        }

        return answer;
    }
}
