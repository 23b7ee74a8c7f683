namespace Paxos.Protocol.Store;

/// <summary>The rules that the index keeps between edits.</summary>
internal static class TreeShape
{
    /// <summary>Checks all rules below <paramref name="root"/>.</summary>
    /// <exception cref="InvariantException">A rule is broken.</exception>
    public static void Check(TreeNode root)
    {
        Invariant.Check(
            root is LeafNode || root.Count >= 2,
            $"the index's root is an inner node of {root.Count} entries");
        CheckNode(root, low: [], high: null, isRoot: true, onRightEdge: true);
    }

    /// <summary>Checks one node, whose keys lie in [low, high), and what is below it.</summary>
    /// <returns>Its height: 0 for a leaf.</returns>
    private static int CheckNode(TreeNode node, byte[] low, byte[]? high, bool isRoot, bool onRightEdge)
    {
        var least = isRoot ? 0 : onRightEdge ? 1 : TreeNode.CountMin;
        Invariant.Check(
            node.Count >= least && node.Count <= TreeNode.Capacity,
            $"a node of the index has {node.Count} entries; {least} to {TreeNode.Capacity} are allowed");
        CheckKeys(node, low, high);
        if (node is LeafNode leaf)
        {
            var live = leaf.Items.Take(leaf.Count).Count(history => history.IsLive);
            Invariant.Check(live == leaf.LiveKeys, $"a leaf counts {leaf.LiveKeys} live keys and has {live}");
            return 0;
        }

        return CheckChildren((InnerNode)node, high, onRightEdge);
    }

    private static void CheckKeys(TreeNode node, byte[] low, byte[]? high)
    {
        for (var i = 0; i < TreeNode.Capacity; i++)
        {
            if (i >= node.Count)
            {
                Invariant.Check(
                    node.Keys[i] is null,
                    $"a node of the index keeps a key alive behind its {node.Count} entries");
                continue;
            }

            var key = node.Keys[i].AsSpan();
            var isAbove = i == 0 ? key.SequenceCompareTo(low) >= 0 : key.SequenceCompareTo(node.Keys[i - 1]) > 0;
            Invariant.Check(isAbove, $"entry {i} of a node of the index is below its bound or the entry before it");
            Invariant.Check(
                high is null || key.SequenceCompareTo(high) < 0,
                $"entry {i} of a node of the index is not below the node's upper bound");
            Invariant.Check(
                node is not LeafNode leaf || ReferenceEquals(leaf.Items[i].KeyBytes, node.Keys[i]),
                $"entry {i} of a leaf holds the history of another key");
        }
    }

    private static int CheckChildren(InnerNode node, byte[]? high, bool onRightEdge)
    {
        var height = -1;
        var live = 0;
        for (var i = 0; i < node.Count; i++)
        {
            var isLast = i == node.Count - 1;
            var childHigh = isLast ? high : node.Keys[i + 1];
            var childHeight = CheckNode(node.Items[i], node.Keys[i], childHigh, isRoot: false, onRightEdge && isLast);
            Invariant.Check(
                height < 0 || height == childHeight,
                $"child {i} of a node of the index is {childHeight} levels high, those before it {height}");
            height = childHeight;
            live += node.Items[i].LiveKeys;
        }

        Invariant.Check(live == node.LiveKeys, $"a node of the index counts {node.LiveKeys} live keys and has {live}");
        return height + 1;
    }
}
