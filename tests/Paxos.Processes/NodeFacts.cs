using System.Globalization;
using System.Text.Json.Nodes;

namespace Paxos.Processes;

/// <summary>What a node said of itself at one moment.</summary>
/// <param name="document">Its <c>/status.json</c>.</param>
internal sealed class NodeFacts(JsonObject document)
{
    /// <summary>How it is, in one word.</summary>
    public string Condition => (string)document["condition"]!;

    /// <summary>What hinders it.</summary>
    public string Reason => (string)document["reason"]!;

    /// <summary>16 hexadecimal digits.</summary>
    public string ClusterId => (string)document["clusterId"]!;

    /// <summary>Who leads, as far as it knows; null when it knows of none.</summary>
    public string? Leader => (string?)document["leader"];

    /// <summary>The highest ballot that it knows, in an order that ballots have.</summary>
    public (uint Epoch, ulong Round, ulong Owner) Ballot => Parse((string)document["ballot"]!);

    /// <summary>
    /// What it believes of a member: its state or, of one that lives and is not ready, its own word; null of an unknown one.
    /// </summary>
    public string? StateOf(string member) => (string?)document["members"]!.AsArray()
        .SingleOrDefault(entry => (string?)entry!["name"] == member)?["state"];

    /// <summary>Standby, Preparing or Leading; null for another role.</summary>
    public string? ProposerState => (string?)document["proposer"]?["state"];

    /// <summary>The ballot that an acceptor has promised.</summary>
    public (uint Epoch, ulong Round, ulong Owner) Promised => Parse((string)document["acceptor"]!["promisedBallot"]!);

    /// <summary>Blank, Recorded or Active: an acceptor's disk.</summary>
    public string DiskState => (string)document["acceptor"]!["diskState"]!;

    /// <summary>Slots that an acceptor holds a vote for.</summary>
    public long Votes => (long)document["acceptor"]!["votes"]!;

    /// <summary>The last slot whose votes an acceptor has given back.</summary>
    public ulong TrimmedTo => (ulong)document["acceptor"]!["trimmedTo"]!;

    /// <summary>Bytes of an acceptor's journal.</summary>
    public long JournalBytes => (long)document["acceptor"]!["journalBytes"]!;

    /// <summary>Slots whose record on an acceptor's disk is damaged and not yet repaired.</summary>
    public long FaultySlots => (long)document["acceptor"]!["faultySlots"]!;

    /// <summary>The last slot that a learner has executed.</summary>
    public ulong AppliedTo => (ulong)document["learner"]!["appliedTo"]!;

    /// <summary>The last slot in a learner's newest durable snapshot.</summary>
    public ulong SnapshotSlot => (ulong)document["learner"]!["snapshotSlot"]!;

    /// <summary>What a learner does with snapshots: Idle, Writing, Fetching or Failed.</summary>
    public string SnapshotState => (string)document["learner"]!["snapshotState"]!;

    /// <summary>The learner that a client node reads from; null while it has none.</summary>
    public string? Learner => (string?)document["client"]!["learner"];

    /// <summary>Reads <c>epoch.round.owner</c>.</summary>
    private static (uint Epoch, ulong Round, ulong Owner) Parse(string text)
    {
        var parts = text.Split('.');
        return (
            uint.Parse(parts[0], CultureInfo.InvariantCulture),
            ulong.Parse(parts[1], CultureInfo.InvariantCulture),
            ulong.Parse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
