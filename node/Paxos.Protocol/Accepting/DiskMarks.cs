namespace Paxos.Protocol.Accepting;

/// <summary>
/// What an acceptor was told of the other acceptors' disks, one mark a disk: the newest. At most as many as a configuration has
/// acceptors, since the caller looks each disk up there.
/// </summary>
internal sealed class DiskMarks
{
    private readonly SortedDictionary<DiskId, DiskMark> marks = [];

    /// <summary>All of them, ordered by disk.</summary>
    public IReadOnlyList<DiskMark> All => [.. marks.Values];

    /// <summary>Whether there is news since <see cref="TakeNews"/>.</summary>
    public bool HasNews { get; private set; }

    /// <summary>
    /// Takes a mark. Of one life the higher stamp counts. Another life counts only when it begins at or above all that was told before:
    /// one that begins lower is an earlier life, heard late, or that of a disk that was put back. Neither may take the mark down.
    /// </summary>
    public void Hear(DiskMark told)
    {
        var isNews = !marks.TryGetValue(told.Disk, out var known)
            || (known.Life == told.Life ? told.Stamp > known.Stamp : told.Base >= known.Stamp);
        if (isNews)
        {
            marks[told.Disk] = told;
            HasNews = true;
        }
    }

    /// <summary>Takes back what an earlier life wrote down.</summary>
    public void Restore(IReadOnlyList<DiskMark> written)
    {
        foreach (var mark in written)
        {
            marks[mark.Disk] = mark;
        }
    }

    /// <summary>All marks, to be written down; there is no news any more.</summary>
    public IReadOnlyList<DiskMark> TakeNews()
    {
        HasNews = false;
        return All;
    }
}
