namespace Paxos.Protocol.Store;

/// <summary>
/// The one writer of the index. Between two <see cref="Freeze"/>s a node is copied at its first change and changed in
/// place after that (Driscoll, Sarnak, Sleator and Tarjan, "Making Data Structures Persistent", 1989: path copying),
/// so that a batch of writes pays one copy per node that it touches.
/// </summary>
public sealed class KeyTreeEditor
{
    private object owner = new();
    private TreeNode root;

    /// <summary>An empty tree.</summary>
    public KeyTreeEditor()
    {
        root = new LeafNode(owner);
        Current = new KeyTree(root);
    }

    /// <summary>The tree as it is now, for the writer's own reads: an edit ends its use.</summary>
    public KeyTree Current { get; private set; }

    /// <summary>The tree as it is now, which no later edit changes.</summary>
    public KeyTree Freeze()
    {
        // Nodes made up to here belong to nobody any more, so that the next edit copies them.
        owner = new object();
        return Current;
    }

    /// <summary>Puts a history in, or in the place of the one with the same key.</summary>
    public void Set(KeyHistory history)
    {
        var top = Own(root);
        if (Set(top, history, onRightEdge: true) is { } right)
        {
            var above = new InnerNode(owner);
            above.Insert(0, top.Keys[0], top);
            above.Insert(1, right.Keys[0], right);
            top = above;
        }

        Replace(top);
    }

    /// <summary>Takes out the history of <paramref name="key"/>, which must be there.</summary>
    public void Remove(ReadOnlySpan<byte> key)
    {
        var top = Own(root);
        Remove(top, key);
        while (top is InnerNode { Count: 1 } inner)
        {
            top = inner.Items[0];
        }

        Replace(top);
    }

    private static TreeNode? SplitIfFull(TreeNode node, int insertAt, bool onRightEdge)
    {
        if (node.Count < TreeNode.Capacity)
        {
            return null;
        }

        // Keys that only grow, as those of appended values do, would leave every node half empty behind them.
        var isAppend = onRightEdge && insertAt == node.Count;
        return node.SplitAt(isAppend ? node.Count : node.Count / 2);
    }

    private static void Insert<TItem>(EntryNode<TItem> node, TreeNode? right, int index, byte[] key, TItem item)
        where TItem : class
    {
        if (right is EntryNode<TItem> other && index >= node.Count)
        {
            other.Insert(index - node.Count, key, item);
        }
        else
        {
            node.Insert(index, key, item);
        }
    }

    private TreeNode Own(TreeNode node) => ReferenceEquals(node.Owner, owner) ? node : node.Copy(owner);

    private void Replace(TreeNode top)
    {
        if (!ReferenceEquals(top, root))
        {
            root = top;
            Current = new KeyTree(root);
        }
    }

    /// <returns>The new node on the right, if the node had to be split.</returns>
    private TreeNode? Set(TreeNode node, KeyHistory history, bool onRightEdge)
    {
        if (node is InnerNode inner)
        {
            return SetBelow(inner, history, onRightEdge);
        }

        var leaf = (LeafNode)node;
        var found = leaf.Search(history.KeyBytes);
        if (found >= 0)
        {
            leaf.Replace(found, history);
            return null;
        }

        var right = SplitIfFull(leaf, ~found, onRightEdge);
        Insert(leaf, right, ~found, history.KeyBytes, history);
        return right;
    }

    private TreeNode? SetBelow(InnerNode node, KeyHistory history, bool onRightEdge)
    {
        var index = node.ChildIndex(history.KeyBytes);
        if (index == 0 && history.KeyBytes.AsSpan().SequenceCompareTo(node.Keys[0]) < 0)
        {
            node.Keys[0] = history.KeyBytes;
        }

        var child = OwnChild(node, index);
        node.LiveKeys -= child.LiveKeys;
        var newChild = Set(child, history, onRightEdge && index == node.Count - 1);
        node.LiveKeys += child.LiveKeys;
        if (newChild is null)
        {
            return null;
        }

        var right = SplitIfFull(node, index + 1, onRightEdge);
        Insert(node, right, index + 1, newChild.Keys[0], newChild);
        return right;
    }

    private void Remove(TreeNode node, ReadOnlySpan<byte> key)
    {
        if (node is LeafNode leaf)
        {
            var found = leaf.Search(key);
            Invariant.Check(found >= 0, $"the index does not hold the key of {key.Length} bytes to be taken out");
            leaf.Remove(found, 1);
            return;
        }

        var inner = (InnerNode)node;
        var index = inner.ChildIndex(key);
        var child = OwnChild(inner, index);
        inner.LiveKeys -= child.LiveKeys;
        Remove(child, key);
        inner.LiveKeys += child.LiveKeys;
        if (child.Count < TreeNode.CountMin)
        {
            Refill(inner, index);
        }
    }

    /// <summary>Brings a child that has too few entries back to enough, with those of a neighbour.</summary>
    private void Refill(InnerNode node, int index)
    {
        if (node.Items[index].Count == 0)
        {
            node.Remove(index, 1);
            return;
        }

        // Without a neighbour it is on the right edge, where few entries are allowed.
        if (node.Count == 1)
        {
            return;
        }

        var rightIndex = Math.Max(index, 1);
        var left = OwnChild(node, rightIndex - 1);
        var right = OwnChild(node, rightIndex);
        var total = left.Count + right.Count;
        if (total <= TreeNode.Capacity)
        {
            left.TakeFrom(right, right.Count);
            node.Remove(rightIndex, 1);
            return;
        }

        if (left.Count < right.Count)
        {
            left.TakeFrom(right, (total / 2) - left.Count);
        }
        else
        {
            right.TakeFromEnd(left, (total / 2) - right.Count);
        }

        node.Keys[rightIndex] = right.Keys[0];
    }

    private TreeNode OwnChild(InnerNode node, int index)
    {
        var child = Own(node.Items[index]);
        node.Items[index] = child;
        return child;
    }
}
