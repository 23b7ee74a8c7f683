using Paxos.Linearizability.Models;

namespace Paxos.Linearizability.ByRevision;

/// <summary>A call that is known to stand at a revision.</summary>
/// <param name="Call">The call.</param>
/// <param name="Revision">The store's revision after it.</param>
/// <param name="IsMaker">Whether it made that revision.</param>
internal readonly record struct Placed(StoreCall Call, long Revision, bool IsMaker);
