using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

public class KeyHistoryTests
{
    [Fact]
    public void A_key_is_read_as_the_newest_version_at_or_below_the_revision()
    {
        // The life of a key in the comment on etcd's keyIndex: put 1, put 2, delete 3, put 4, delete 5; here times ten.
        var history = Build("p10 p20 d30 p40 d50");

        var read = ReadAt(history, 9, 10, 19, 20, 29, 30, 39, 40, 49, 50, 99);

        Assert.Equal("- 10 10 20 20 - - 40 40 - -", string.Join(' ', read));
    }

    // etcd, server/storage/mvcc/key_index.go: a compaction keeps what is above it and the newest version at or below
    // it. A deletion goes when it is older than the revision; exactly at it, it stays (etcd #18089, #19179).
    [Theory]
    [InlineData("p10 p20 d30 p40 d50", 5, "p10 p20 d30 p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 10, "p10 p20 d30 p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 19, "p10 p20 d30 p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 20, "p20 d30 p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 29, "p20 d30 p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 30, "d30 p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 31, "p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 40, "p40 d50")]
    [InlineData("p10 p20 d30 p40 d50", 50, "d50")]
    [InlineData("p10 p20 d30 p40 d50", 51, "")]
    [InlineData("p10", 10, "p10")]
    [InlineData("p10", 99, "p10")]
    [InlineData("p10 p20", 99, "p20")]
    public void A_compaction_keeps_what_can_still_be_read_or_watched(string before, long revision, string after)
    {
        var history = Build(before);

        var compacted = history.Compact(revision);

        Assert.Equal(after, compacted is null ? "" : Describe(compacted));
        Assert.Equal(before, Describe(history));
    }

    [Fact]
    public void A_compaction_that_frees_nothing_gives_the_same_history()
    {
        var history = Build("p10 d20 p30");

        Assert.Same(history, history.Compact(15));
    }

    [Fact]
    public void A_history_does_not_see_what_is_appended_later_though_they_share_memory()
    {
        var short1 = Build("p10 p20 p30");
        var long1 = short1.Append(new KeyVersion(10, 40, 4, Bytes("40")));

        Assert.Equal("p10 p20 p30", Describe(short1));
        Assert.Equal("p10 p20 p30 p40", Describe(long1));
        Assert.Equal(["30"], ReadAt(short1, 40));
        Assert.Equal(["40"], ReadAt(long1, 40));
    }

    [Fact]
    public void A_history_cannot_go_on_in_two_ways()
    {
        var history = Build("p10 p20 p30 p40");
        history.Append(new KeyVersion(10, 50, 5, Bytes("50")));

        Assert.Throws<InvariantException>(() => history.Append(new KeyVersion(10, 51, 5, Bytes("51"))));
    }

    [Fact]
    public void Versions_are_appended_in_the_order_of_their_revisions()
    {
        Assert.Throws<InvariantException>(() => Build("p10 p10"));
    }

    private static KeyHistory Build(string versions)
    {
        KeyHistory? history = null;
        foreach (var version in versions.Split(' '))
        {
            var revision = long.Parse(version[1..], System.Globalization.CultureInfo.InvariantCulture);
            var next = version[0] == 'd'
                ? KeyVersion.Tombstone(revision)
                : new KeyVersion(revision, revision, 1, Bytes(version[1..]));
            history = history is null ? KeyHistory.Begin(Bytes("k"), next) : history.Append(next);
        }

        return history!;
    }

    private static string Describe(KeyHistory history) => string.Join(
        ' ',
        Enumerable.Range(0, history.VersionCount)
            .Select(i => $"{(history[i].IsTombstone ? 'd' : 'p')}{history[i].ModRevision}"));

    private static IEnumerable<string> ReadAt(KeyHistory history, params long[] revisions) =>
        revisions.Select(revision => history.TryReadAt(revision, out var version) ? Text(version.Value) : "-");
}
