using Paxos.Protocol;

namespace Paxos.Node.Disk;

/// <summary>
/// The few facts about a data folder that are not in the journal: whose it is, and what the journal may forget.
/// </summary>
internal sealed record Superblock
{
    /// <summary>Largest <see cref="Identity"/>, in bytes.</summary>
    public const int IdentityBytesMax = 64 * 1024;

    /// <summary>Largest <see cref="PromisedFloor"/>, in bytes.</summary>
    public const int PromisedFloorBytesMax = 1024;

    /// <summary>Largest <see cref="Marks"/>, in bytes: 64 acceptors' marks take less than 3 KiB.</summary>
    public const int MarksBytesMax = 4 * 1024;

    /// <summary>Largest <see cref="Quarantine"/>, in characters.</summary>
    public const int QuarantineLengthMax = 4 * 1024;

    /// <summary>The node that the folder was created for, such as <c>acceptor1</c>.</summary>
    public required string NodeName { get; init; }

    /// <summary>The role that the folder was created for, such as <c>acceptor</c>.</summary>
    public required string RoleName { get; init; }

    /// <summary>The cluster that the disk belongs to; 0 while that is not known.</summary>
    public ulong ClusterId { get; init; }

    /// <summary>The identity born with the disk; it never changes.</summary>
    public required DiskId DiskId { get; init; }

    /// <summary>The forming state and the configuration, in the core's own encoding.</summary>
    public ReadOnlyMemory<byte> Identity { get; init; }

    /// <summary>A lower bound of the promised ballot, in the core's own encoding; empty for none.</summary>
    public ReadOnlyMemory<byte> PromisedFloor { get; init; }

    /// <summary>Slots up to this one may be missing from the journal without having been lost; 0 for none.</summary>
    public ulong TrimmedTo { get; init; }

    /// <summary>
    /// Random bits of this folder. Its segments carry them, so that a file copied from another folder is known.
    /// </summary>
    public required ulong Salt { get; init; }

    /// <summary>What an acceptor was told of the others' disks, in the core's own encoding; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Marks { get; init; }

    /// <summary>Why the disk must never be voted with again; empty while it may be.</summary>
    public string Quarantine { get; init; } = string.Empty;

    /// <summary>How often the folder was opened.</summary>
    public ulong BootCount { get; init; }

    /// <summary>
    /// The group that the oldest segment begins with: older ones were deleted on purpose. 0 until the journal was
    /// first opened, and only until then may there be no segment at all.
    /// </summary>
    public ulong OldestSequence { get; init; }
}
