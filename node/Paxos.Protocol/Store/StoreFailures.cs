namespace Paxos.Protocol.Store;

/// <summary>Refusals that depend on the store's revisions, worded in one place.</summary>
internal static class StoreFailures
{
    /// <summary>The revision has not happened.</summary>
    public static FailedResult Future(long revision, long current) => new(
        StoreError.FutureRevision,
        $"The revision must be at most the current one, {current}. It is {revision}.");

    /// <summary>The revision can no longer be read.</summary>
    public static FailedResult Compacted(long revision, long compacted) => new(
        StoreError.Compacted,
        $"The revision must be at least {compacted}, for those before are compacted. It is {revision}.");

    /// <summary>The revision is compacted already.</summary>
    public static FailedResult CompactedAlready(long revision, long compacted) => new(
        StoreError.Compacted,
        $"The revision must be above the last compacted one, {compacted}. It is {revision}.");
}
