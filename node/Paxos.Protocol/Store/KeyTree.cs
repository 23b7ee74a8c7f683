namespace Paxos.Protocol.Store;

/// <summary>
/// The index of the store as it stood at one moment: a B+tree over keys in the order of their bytes (Comer, "The
/// Ubiquitous B-Tree", 1979). From <see cref="KeyTreeEditor.Freeze"/> it never changes, and any number of threads may
/// read it.
/// </summary>
public sealed class KeyTree
{
    private readonly TreeNode root;

    internal KeyTree(TreeNode root)
    {
        this.root = root;
    }

    /// <summary>Keys that exist at the newest revision.</summary>
    public int LiveKeys => root.LiveKeys;

    /// <summary>The history of <paramref name="key"/>, or null.</summary>
    public KeyHistory? Find(ReadOnlySpan<byte> key)
    {
        var node = root;
        while (node is InnerNode inner)
        {
            node = inner.Items[inner.ChildIndex(key)];
        }

        var index = node.Search(key);
        return index < 0 ? null : ((LeafNode)node).Items[index];
    }

    /// <summary>
    /// The histories of <paramref name="key"/> and of the keys above it, ascending, deleted keys among them. The tree
    /// must not be edited meanwhile.
    /// </summary>
    public IEnumerable<KeyHistory> From(ReadOnlyMemory<byte> key)
    {
        // The inner nodes above the current leaf, each with the child that comes next.
        var path = new Stack<(InnerNode Node, int Next)>();
        var leaf = Descend(root, key, path);
        var found = leaf.Search(key.Span);
        var index = found >= 0 ? found : ~found;
        while (true)
        {
            for (; index < leaf.Count; index++)
            {
                yield return leaf.Items[index];
            }

            while (path.Count > 0 && path.Peek().Next == path.Peek().Node.Count)
            {
                path.Pop();
            }

            if (path.Count == 0)
            {
                yield break;
            }

            var (node, next) = path.Pop();
            path.Push((node, next + 1));
            leaf = Descend(node.Items[next], ReadOnlyMemory<byte>.Empty, path);
            index = 0;
        }
    }

    /// <summary>
    /// The histories of the keys of <paramref name="range"/>, ascending, deleted keys among them. The tree must not be
    /// edited meanwhile.
    /// </summary>
    public IEnumerable<KeyHistory> Within(KeyRange range)
    {
        // Most reads are of one key: they need no walk.
        if (range.IsSingle)
        {
            return Find(range.From.Span) is { } history ? [history] : [];
        }

        return From(range.From).TakeWhile(history => range.IsAbove(history.Key.Span));
    }

    /// <summary>
    /// Keys of <paramref name="range"/> that exist at the newest revision; logarithmic in the store's size.
    /// </summary>
    public long CountLive(KeyRange range)
    {
        if (range.IsSingle)
        {
            return Find(range.From.Span) is { IsLive: true } ? 1 : 0;
        }

        var below = CountLiveBelow(range.From.Span);
        var until = range.IsUnbounded ? root.LiveKeys : CountLiveBelow(range.RangeEnd.Span);
        return Math.Max(until - below, 0);
    }

    /// <summary>
    /// Checks the tree's shape: all leaves at one depth, keys ascending, no node too full or too empty, every count
    /// true. Visits everything; for tests and the simulator.
    /// </summary>
    /// <exception cref="InvariantException">The shape is broken, by a bug.</exception>
    public void CheckShape() => TreeShape.Check(root);

    private static LeafNode Descend(TreeNode from, ReadOnlyMemory<byte> key, Stack<(InnerNode Node, int Next)> path)
    {
        var node = from;
        while (node is InnerNode inner)
        {
            var index = inner.ChildIndex(key.Span);
            path.Push((inner, index + 1));
            node = inner.Items[index];
        }

        return (LeafNode)node;
    }

    private long CountLiveBelow(ReadOnlySpan<byte> key)
    {
        var count = 0L;
        var node = root;
        while (node is InnerNode inner)
        {
            var child = inner.ChildIndex(key);
            for (var i = 0; i < child; i++)
            {
                count += inner.Items[i].LiveKeys;
            }

            node = inner.Items[child];
        }

        var leaf = (LeafNode)node;
        for (var i = 0; i < leaf.Count && leaf.Keys[i].AsSpan().SequenceCompareTo(key) < 0; i++)
        {
            count += leaf.Items[i].IsLive ? 1 : 0;
        }

        return count;
    }
}
