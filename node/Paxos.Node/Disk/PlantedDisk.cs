#if PLANTED_BUGS
using Paxos.Protocol;

namespace Paxos.Node.Disk;

/// <summary>Planted ways to append that make light of a failure; see <see cref="Planted"/>.</summary>
internal static class PlantedDisk
{
    /// <summary>Writes and syncs a group as the bug that is on does; false when none of them is.</summary>
    public static bool TryAppend(IDiskFile file, long offset, ReadOnlySpan<byte> group)
    {
        if (!Planted.Is(PlantedBug.RetriesFailedSync) && !Planted.Is(PlantedBug.SwallowsReadOnly))
        {
            return false;
        }

        try
        {
            file.Write(offset, group);
            file.Sync();
        }
        catch (DiskException failure) when (failure.Errno == Errno.EIO && Planted.Is(PlantedBug.RetriesFailedSync))
        {
            file.Sync();
        }
        catch (DiskException failure) when (failure.Errno == Errno.EROFS && Planted.Is(PlantedBug.SwallowsReadOnly))
        {
            // As .NET's own flush does it.
        }

        return true;
    }
}
#endif
