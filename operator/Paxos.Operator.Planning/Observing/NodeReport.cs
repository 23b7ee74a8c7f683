using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paxos.Operator.Planning.Observing;

/// <summary>
/// What a node says of itself on <c>/status.json</c>, as far as planning asks. A test holds the names equal to those that nodes write.
/// </summary>
public sealed partial record NodeReport
{
    /// <summary>The id of a cluster that is not known yet.</summary>
    private const string UnknownCluster = "0000000000000000";

    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The program's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The cluster's id.</summary>
    public string ClusterId { get; init; } = UnknownCluster;

    /// <summary>The epoch of the configuration that the node acts in.</summary>
    public long Epoch { get; init; }

    /// <summary>Who leads, as far as it knows.</summary>
    public string? Leader { get; init; }

    /// <summary>The last slot that it knows to be chosen, with all before it.</summary>
    public long ChosenSlot { get; init; }

    /// <summary>How it is, in one word.</summary>
    public string Condition { get; init; } = "";

    /// <summary>What hinders it; empty when nothing does.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it does its role's work.</summary>
    public bool Ready { get; init; }

    /// <summary>A proposer's part.</summary>
    public ProposerReport? Proposer { get; init; }

    /// <summary>An acceptor's part.</summary>
    public AcceptorReport? Acceptor { get; init; }

    /// <summary>A learner's part.</summary>
    public LearnerReport? Learner { get; init; }

    /// <summary>The cluster's id; null while the node does not know it.</summary>
    [JsonIgnore]
    public string? KnownCluster => ClusterId.Length == 0 || ClusterId == UnknownCluster ? null : ClusterId;

    /// <summary>Reads what a node answered.</summary>
    /// <exception cref="JsonException">It is no status of a node.</exception>
    public static NodeReport Read(string json) =>
        JsonSerializer.Deserialize(json, ReportJson.Default.NodeReport) ?? throw new JsonException("A node's status must be an object.");

    /// <summary>A proposer's part.</summary>
    /// <param name="State">Standby, Preparing or Leading.</param>
    /// <param name="Ballot">The ballot that it prepares or leads at.</param>
    public sealed record ProposerReport(string State, string Ballot);

    /// <summary>An acceptor's part.</summary>
    /// <param name="DiskId">The identity on its disk; empty while that is blank.</param>
    /// <param name="DiskState">Blank, Recorded or Active; only an active disk votes.</param>
    /// <param name="TrimmedTo">The last slot whose votes it gave back.</param>
    public sealed record AcceptorReport(string DiskId, string DiskState, long TrimmedTo);

    /// <summary>A learner's part.</summary>
    /// <param name="DiskId">The identity on its disk.</param>
    /// <param name="AppliedTo">The last slot that it applied.</param>
    /// <param name="SnapshotSlot">The last slot in its newest durable snapshot.</param>
    public sealed record LearnerReport(string DiskId, long AppliedTo, long SnapshotSlot);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(NodeReport))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
