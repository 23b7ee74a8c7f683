namespace Paxos.Protocol.Store;

/// <summary>What leaves and inner nodes have in common: entries of a key and an item.</summary>
internal abstract class EntryNode<TItem>(object owner) : TreeNode(owner)
    where TItem : class
{
    /// <summary>The items, each beside its key.</summary>
    public readonly TItem[] Items = new TItem[Capacity];

    /// <summary>Puts an entry before the one at <paramref name="index"/>.</summary>
    public void Insert(int index, byte[] key, TItem item)
    {
        Array.Copy(Keys, index, Keys, index + 1, Count - index);
        Array.Copy(Items, index, Items, index + 1, Count - index);
        Keys[index] = key;
        Items[index] = item;
        Count++;
        LiveKeys += LiveKeysOf(item);
    }

    /// <summary>Takes out <paramref name="count"/> entries from <paramref name="index"/> on.</summary>
    public void Remove(int index, int count)
    {
        for (var i = index; i < index + count; i++)
        {
            LiveKeys -= LiveKeysOf(Items[i]);
        }

        var after = index + count;
        Array.Copy(Keys, after, Keys, index, Count - after);
        Array.Copy(Items, after, Items, index, Count - after);

        // What is no longer in use must not keep anything alive.
        Array.Clear(Keys, Count - count, count);
        Array.Clear(Items, Count - count, count);
        Count -= count;
    }

    /// <inheritdoc/>
    public override TreeNode Copy(object newOwner)
    {
        var copy = New(newOwner);
        Array.Copy(Keys, copy.Keys, Count);
        Array.Copy(Items, copy.Items, Count);
        copy.Count = Count;
        copy.LiveKeys = LiveKeys;
        return copy;
    }

    /// <inheritdoc/>
    public override TreeNode SplitAt(int index)
    {
        var right = New(Owner);
        right.TakeFromEnd(this, Count - index);
        return right;
    }

    /// <inheritdoc/>
    public override void TakeFrom(TreeNode right, int count) => Move((EntryNode<TItem>)right, 0, Count, count);

    /// <inheritdoc/>
    public override void TakeFromEnd(TreeNode left, int count) =>
        Move((EntryNode<TItem>)left, left.Count - count, 0, count);

    /// <summary>Keys that exist in or below one item.</summary>
    protected abstract int LiveKeysOf(TItem item);

    /// <summary>An empty node of the same kind.</summary>
    protected abstract EntryNode<TItem> New(object newOwner);

    private void Move(EntryNode<TItem> source, int sourceIndex, int index, int count)
    {
        Array.Copy(Keys, index, Keys, index + count, Count - index);
        Array.Copy(Items, index, Items, index + count, Count - index);
        Array.Copy(source.Keys, sourceIndex, Keys, index, count);
        Array.Copy(source.Items, sourceIndex, Items, index, count);
        Count += count;
        for (var i = index; i < index + count; i++)
        {
            LiveKeys += LiveKeysOf(Items[i]);
        }

        source.Remove(sourceIndex, count);
    }
}
