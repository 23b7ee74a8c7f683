namespace Paxos.Operator.Runtime;

/// <summary>Which instances of an operator act.</summary>
internal enum LeaderElectionType
{
    /// <summary>All of them; for a single instance on a desk.</summary>
    None,

    /// <summary>The one that holds the lease.</summary>
    Single,
}
