namespace Paxos.Operator.Runtime.Client;

/// <summary>What a line of a watch says.</summary>
internal enum WatchChangeKind
{
    /// <summary>The object is there, or has changed. Which of the two does not matter to a cache.</summary>
    Present,

    /// <summary>The object is gone.</summary>
    Gone,

    /// <summary>Nothing happened up to this version.</summary>
    Bookmark,
}
