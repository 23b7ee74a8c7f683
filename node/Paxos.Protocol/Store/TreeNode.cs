namespace Paxos.Protocol.Store;

/// <summary>
/// A node of the index. A node belongs to the edit that made it: that edit may change it in place, everyone else only
/// reads it.
/// </summary>
internal abstract class TreeNode(object owner)
{
    /// <summary>
    /// Entries in a node at most. Wide nodes make the tree flat; narrow ones make the copy of a path cheap, which is
    /// what a batch of few writes pays for: three copies of half a kilobyte for one write among 100,000 keys.
    /// </summary>
    public const int Capacity = 32;

    /// <summary>
    /// Entries in a node at least, but for the root and the nodes on the right edge. Half of a split node would be the
    /// most; a quarter keeps a key that comes and goes from splitting and joining the same nodes each time.
    /// </summary>
    public const int CountMin = Capacity / 4;

    /// <summary>
    /// The keys of the entries, ascending; a child's key is at most its first key, and above all keys before it.
    /// </summary>
    public readonly byte[][] Keys = new byte[Capacity][];

    /// <summary>Entries in use.</summary>
    public int Count;

    /// <summary>Keys below this node that exist at the newest revision.</summary>
    public int LiveKeys;

    /// <summary>The edit that made this node.</summary>
    public object Owner { get; } = owner;

    /// <summary>The entry with <paramref name="key"/>, or the complement of where it would stand.</summary>
    public int Search(ReadOnlySpan<byte> key)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = key.SequenceCompareTo(Keys[middle]);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }

        return ~low;
    }

    /// <summary>A copy that <paramref name="newOwner"/> may change.</summary>
    public abstract TreeNode Copy(object newOwner);

    /// <summary>
    /// Moves the entries from <paramref name="index"/> on into a new node on the right, which is returned.
    /// </summary>
    public abstract TreeNode SplitAt(int index);

    /// <summary>Takes entries from the start of <paramref name="right"/>, the next node of the same level.</summary>
    public abstract void TakeFrom(TreeNode right, int count);

    /// <summary>Takes entries from the end of <paramref name="left"/>, the previous node of the same level.</summary>
    public abstract void TakeFromEnd(TreeNode left, int count);
}
