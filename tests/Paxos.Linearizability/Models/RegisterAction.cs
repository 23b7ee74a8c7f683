namespace Paxos.Linearizability.Models;

/// <summary>What can be asked of a register.</summary>
internal enum RegisterAction
{
    /// <summary>What it holds.</summary>
    Read = 1,

    /// <summary>To hold a value.</summary>
    Write = 2,

    /// <summary>To hold a value if it holds an expected one.</summary>
    CompareAndSet = 3,

    /// <summary>To be empty.</summary>
    Delete = 4,
}
