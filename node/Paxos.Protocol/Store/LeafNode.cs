namespace Paxos.Protocol.Store;

/// <summary>The lowest level of the index: keys and their histories.</summary>
internal sealed class LeafNode(object owner) : EntryNode<KeyHistory>(owner)
{
    /// <summary>Replaces the history at <paramref name="index"/>.</summary>
    public void Replace(int index, KeyHistory history)
    {
        LiveKeys += LiveKeysOf(history) - LiveKeysOf(Items[index]);
        Keys[index] = history.KeyBytes;
        Items[index] = history;
    }

    /// <inheritdoc/>
    protected override int LiveKeysOf(KeyHistory item) => item.IsLive ? 1 : 0;

    /// <inheritdoc/>
    protected override EntryNode<KeyHistory> New(object newOwner) => new LeafNode(newOwner);
}
