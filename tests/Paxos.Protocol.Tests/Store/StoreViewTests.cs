using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

public class StoreViewTests
{
    private readonly KeyValueStore store = new();

    [Fact]
    public void A_view_shows_its_moment_whatever_the_writer_does_later()
    {
        var prng = new Prng(21);
        var views = new List<(StoreView View, string Read, ulong Digest)>();
        for (var step = 0; step < 2_000; step++)
        {
            Operation operation = prng.Next(0, 9) switch
            {
                0 => Delete($"k{prng.Next(0, 200)}", $"k{prng.Next(0, 200)}"),
                1 => new CompactOperation(prng.Next(1, store.Revision)),
                _ => Put($"k{prng.Next(0, 200)}", $"{step}"),
            };
            store.Apply(operation);
            if (step % 20 == 0)
            {
                var view = store.Snapshot();
                views.Add((view, Line(view.Read(Range("\0", "\0"))), view.Digest()));
            }
        }

        Assert.All(views, then =>
        {
            Assert.Equal(then.Read, Line(then.View.Read(Range("\0", "\0"))));
            Assert.Equal(then.Digest, then.View.Digest());
        });
    }

    [Fact]
    public void A_view_reads_revisions_that_were_compacted_after_it_was_taken()
    {
        store.Apply(Put("a", "1"));
        store.Apply(Put("a", "2"));
        var view = store.Snapshot();
        store.Apply(new CompactOperation(3));

        Assert.Equal("range 3 more=False count=1: a=1@2(2,1)", Line(view.Read(Range("a", revision: 2))));
        Assert.Equal("failed Compacted", Line(store.Read(Range("a", revision: 2))));
    }

    [Fact]
    public void Two_views_without_a_write_between_them_are_equal_and_both_stay()
    {
        store.Apply(Put("a", "1"));
        var first = store.Snapshot();
        var second = store.Snapshot();
        store.Apply(Put("a", "2"));

        Assert.Equal(first.Digest(), second.Digest());
        Assert.Equal(1, second.KeyCount);
    }

    // kv.proto, RangeResponse: more tells of keys beyond the limit, count is of the whole range.
    [Theory]
    [InlineData(0, 0, 4, false)]
    [InlineData(-1, 0, 4, false)]
    [InlineData(3, 0, 3, true)]
    [InlineData(4, 0, 4, false)]
    [InlineData(5, 0, 4, false)]
    [InlineData(0, 4, 2, false)]
    [InlineData(1, 4, 1, true)]
    [InlineData(2, 4, 2, false)]
    [InlineData(1, 9, 0, false)]
    public void Limit_and_filter_leave_the_count_alone(long limit, long minModRevision, int expected, bool more)
    {
        foreach (var key in (string[])["a", "b", "c", "d"])
        {
            store.Apply(Put(key, ""));
        }

        var now = Read(Range("\0", "\0", limit, minModRevision: minModRevision));
        store.Apply(Put("e", ""));
        var then = Read(Range("\0", "\0", limit, revision: 5, minModRevision: minModRevision));

        Assert.Equal((expected, more, 4L), (now.KeyValues.Count, now.More, now.Count));
        Assert.Equal((expected, more, 4L), (then.KeyValues.Count, then.More, then.Count));
    }

    [Fact]
    public void An_answer_holds_at_most_4_MiB_of_keys_and_values_and_says_that_there_is_more()
    {
        var value = new byte[1024 * 1024];
        for (var i = 0; i < 5; i++)
        {
            store.Apply(new PutOperation(Bytes($"{i}"), value));
        }

        var read = Read(Range("\0", "\0"));

        // Four values alone are 4 MiB; the keys' bytes count too.
        Assert.Equal(3, read.KeyValues.Count);
        Assert.True(read.More);
        Assert.Equal(5, read.Count);
    }

    [Fact]
    public void An_answer_of_exactly_4_MiB_is_whole()
    {
        store.Apply(new PutOperation(Bytes("a"), new byte[1_398_100]));
        store.Apply(new PutOperation(Bytes("b"), new byte[1_398_100]));
        store.Apply(new PutOperation(Bytes("c"), new byte[StoreLimits.ResponseBytesMax - (2 * 1_398_100) - 3]));
        Assert.Equal((3, false), (Read(Range("a", "\0")).KeyValues.Count, Read(Range("a", "\0")).More));

        store.Apply(new PutOperation(Bytes("c"), new byte[StoreLimits.ResponseBytesMax - (2 * 1_398_100) - 2]));
        Assert.Equal((2, true), (Read(Range("a", "\0")).KeyValues.Count, Read(Range("a", "\0")).More));
    }

    [Fact]
    public void The_largest_key_and_value_fit_into_an_answer()
    {
        var key = new byte[StoreLimits.KeyBytesMax];
        store.Apply(new PutOperation(key, new byte[StoreLimits.ValueBytesMax]));

        var read = Read(new RangeOperation(key, default, 0, 0, 0));

        Assert.Single(read.KeyValues);
        Assert.False(read.More);
    }

    [Fact]
    public void A_whole_store_can_be_read_in_pages_each_starting_behind_the_last_key()
    {
        for (var i = 0; i < 250; i++)
        {
            store.Apply(Put($"k{i:D3}", $"{i}"));
        }

        var pages = new List<RangeResult> { Read(Range("\0", "\0", limit: 100)) };
        while (pages[^1].More)
        {
            pages.Add(Read(Range(Text(pages[^1].KeyValues[^1].Key) + '\0', "\0", limit: 100)));
        }

        Assert.Equal([100, 100, 50], pages.Select(page => page.KeyValues.Count));
        Assert.Equal(250, pages.SelectMany(page => page.KeyValues).Select(read => Text(read.Key)).Distinct().Count());
    }

    private RangeResult Read(RangeOperation range) => Assert.IsType<RangeResult>(store.Read(range));
}
