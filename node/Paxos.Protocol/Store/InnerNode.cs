namespace Paxos.Protocol.Store;

/// <summary>A level of the index above the leaves: children, each with a key that none of its own is below.</summary>
internal sealed class InnerNode(object owner) : EntryNode<TreeNode>(owner)
{
    /// <summary>The child in whose part of the key space <paramref name="key"/> lies.</summary>
    public int ChildIndex(ReadOnlySpan<byte> key)
    {
        var found = Search(key);
        return found >= 0 ? found : Math.Max(~found - 1, 0);
    }

    /// <inheritdoc/>
    protected override int LiveKeysOf(TreeNode item) => item.LiveKeys;

    /// <inheritdoc/>
    protected override EntryNode<TreeNode> New(object newOwner) => new InnerNode(newOwner);
}
