using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

public class KeyTreeTests
{
    private static readonly Comparer<string> ByBytes = Comparer<string>.Create(string.CompareOrdinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_edits_give_what_a_sorted_dictionary_gives_and_keep_the_shape(ulong seed)
    {
        var prng = new Prng(seed);
        var editor = new KeyTreeEditor();
        var model = new SortedDictionary<string, KeyHistory>(ByBytes);
        for (var step = 0; step < 4_000; step++)
        {
            // Phases of growth and of shrinking, so that nodes split, join and lend to each other at every level.
            var isGrowing = step / 1_000 % 2 == 0;
            var key = $"k{prng.Next(0, 2_000)}";
            if (prng.Chance(isGrowing ? 0.9 : 0.2))
            {
                Set(editor, model, key, step + 2, isLive: prng.Chance(0.8));
            }
            else if (model.Remove(key))
            {
                editor.Remove(Bytes(key).Span);
            }

            editor.Current.CheckShape();
            if (prng.Chance(0.05))
            {
                editor.Freeze();
            }

            AssertLooksLike(model, editor.Current, prng, isWholeWalk: step % 100 == 0);
        }

        Assert.True(model.Count > 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Keys_in_order_and_in_reverse_order_can_be_put_in_and_taken_out(int direction)
    {
        var editor = new KeyTreeEditor();
        var keys = Enumerable.Range(0, 1_500).Select(i => $"{(direction * i) + 5_000:D5}").ToList();
        foreach (var key in keys)
        {
            editor.Set(KeyHistory.Begin(Bytes(key), new KeyVersion(2, 2, 1, default)));
            editor.Current.CheckShape();
        }

        Assert.Equal(1_500, editor.Current.LiveKeys);
        Assert.Equal(keys.Order(ByBytes), Walk(editor.Current, ""));
        foreach (var key in keys)
        {
            editor.Remove(Bytes(key).Span);
            editor.Current.CheckShape();
        }

        Assert.Equal(0, editor.Current.LiveKeys);
        Assert.Empty(Walk(editor.Current, ""));
    }

    [Fact]
    public void A_tree_emptied_from_its_right_edge_keeps_its_shape()
    {
        var editor = new KeyTreeEditor();
        var keys = Enumerable.Range(0, 1_500).Select(i => $"{i:D5}").ToList();
        foreach (var key in keys)
        {
            editor.Set(KeyHistory.Begin(Bytes(key), new KeyVersion(2, 2, 1, default)));
        }

        foreach (var key in Enumerable.Reverse(keys))
        {
            editor.Remove(Bytes(key).Span);
            editor.Current.CheckShape();
        }

        Assert.Empty(Walk(editor.Current, ""));
    }

    [Fact]
    public void A_frozen_tree_does_not_change_while_the_writer_goes_on()
    {
        var prng = new Prng(7);
        var editor = new KeyTreeEditor();
        var model = new SortedDictionary<string, KeyHistory>(ByBytes);
        var frozen = new List<(KeyTree Tree, List<string> Keys, int Live)>();
        for (var step = 0; step < 3_000; step++)
        {
            var key = $"k{prng.Next(0, 500)}";
            if (prng.Chance(0.6))
            {
                Set(editor, model, key, step + 2, isLive: prng.Chance(0.8));
            }
            else if (model.Remove(key))
            {
                editor.Remove(Bytes(key).Span);
            }

            if (step % 50 == 0)
            {
                frozen.Add((editor.Freeze(), [.. model.Keys], model.Values.Count(history => history.IsLive)));
            }
        }

        Assert.All(frozen, then =>
        {
            then.Tree.CheckShape();
            Assert.Equal(then.Keys, Walk(then.Tree, ""));
            Assert.Equal(then.Live, then.Tree.LiveKeys);
        });
    }

    [Fact]
    public void Keys_are_ordered_by_their_bytes_as_unsigned_numbers_and_a_prefix_comes_first()
    {
        var editor = new KeyTreeEditor();
        byte[][] keys = [[0xFF], [0x7F], [0x80], [0x7F, 0x00], [0x00], [0x7F, 0xFF]];
        foreach (var key in keys)
        {
            editor.Set(KeyHistory.Begin(key, new KeyVersion(2, 2, 1, default)));
        }

        var walked = editor.Current.From(default).Select(history => Convert.ToHexString(history.Key.Span));

        Assert.Equal(["00", "7F", "7F00", "7FFF", "80", "FF"], walked);
    }

    private static void Set(
        KeyTreeEditor editor,
        SortedDictionary<string, KeyHistory> model,
        string key,
        long revision,
        bool isLive)
    {
        var version = isLive ? new KeyVersion(revision, revision, 1, default) : KeyVersion.Tombstone(revision);
        var history = model.TryGetValue(key, out var before)
            ? before.Append(version)
            : KeyHistory.Begin(Bytes(key), version);
        model[key] = history;
        editor.Set(history);
    }

    private static void AssertLooksLike(
        SortedDictionary<string, KeyHistory> model,
        KeyTree tree,
        Prng prng,
        bool isWholeWalk)
    {
        var from = $"k{prng.Next(0, 2_000)}";
        var end = $"k{prng.Next(0, 2_000)}";
        Assert.Same(model.GetValueOrDefault(from), tree.Find(Bytes(from).Span));
        if (!isWholeWalk)
        {
            return;
        }

        Assert.Equal(model.Values.Count(history => history.IsLive), tree.LiveKeys);
        Assert.Equal(model.Keys.Where(key => ByBytes.Compare(key, from) >= 0), Walk(tree, from));
        AssertCount(model, tree, from, end, key => ByBytes.Compare(key, from) >= 0 && ByBytes.Compare(key, end) < 0);
        AssertCount(model, tree, from, "\0", key => ByBytes.Compare(key, from) >= 0);
        AssertCount(model, tree, from, "", key => key == from);
    }

    private static void AssertCount(
        SortedDictionary<string, KeyHistory> model,
        KeyTree tree,
        string from,
        string end,
        Func<string, bool> isWithin)
    {
        var range = new KeyRange(Bytes(from), Bytes(end));
        var within = model.Where(entry => isWithin(entry.Key)).ToList();
        Assert.Equal(within.Count(entry => entry.Value.IsLive), tree.CountLive(range));
        Assert.Equal(within.Select(entry => entry.Key), tree.Within(range).Select(history => Text(history.Key)));
    }

    private static IEnumerable<string> Walk(KeyTree tree, string from) =>
        tree.From(Bytes(from)).Select(history => Text(history.Key));
}
