using System.Text.Json;
using System.Text.Json.Nodes;
using Paxos.Cli.Operator.Cluster;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Yaml;
using Paxos.Operator.Planning.Reporting;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Status;

/// <summary>What was found of a cluster, at one moment.</summary>
internal sealed record ClusterFindings
{
    /// <summary>Events that are shown.</summary>
    private const int EventsMax = 10;

    /// <summary>The resource as the server gave it.</summary>
    public required JsonObject Resource { get; init; }

    /// <summary>The resource, with its status, as far as this version knows it.</summary>
    public required PaxosCluster Cluster { get; init; }

    /// <summary>Where it is.</summary>
    public required ApiTarget Target { get; init; }

    /// <summary>The operator.</summary>
    public required OperatorPresence Operator { get; init; }

    /// <summary>Its newest events, the newest last; null where they could not be read.</summary>
    public required IReadOnlyList<RecentEvent>? Events { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the operator says of it.</summary>
    public ClusterStatus Said => Cluster.Status;

    /// <summary>Whether the operator has said anything yet.</summary>
    public bool HasStatus => Said.Conditions.Count > 0;

    /// <summary>Whether what the operator says is about an older spec than there is now.</summary>
    public bool IsOutdated => HasStatus && Said.ObservedGeneration < Cluster.Metadata.Generation;

    /// <summary>The conditions that are not as they should be, those that ask for a person first.</summary>
    public IReadOnlyList<StatusCondition> Problems =>
    [
        .. Said.Conditions
            .Where(condition => !ConditionReport.IsAsItShouldBe(condition))
            .OrderBy(condition => ConditionReport.NeedsPerson(condition) ? 0 : 1),
    ];

    /// <summary>A condition; null where there is none of that type.</summary>
    public StatusCondition? Find(string type) => Said.Conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Reads all of it.</summary>
    /// <exception cref="CommandFailure">The cluster is not there, may not be read, or nothing answers.</exception>
    public static async Task<ClusterFindings> ReadAsync(
        ClusterApi api, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        var resource = await ClusterFinder.FindAsync(api, name, cancellationToken);
        return new ClusterFindings
        {
            Resource = resource,
            Cluster = Read(resource, api.Target),
            Target = api.Target,
            Operator = await OperatorPresence.LookAsync(api, cancellationToken),
            Events = await EventsAsync(api, (string?)resource["metadata"]?["uid"] ?? "", cancellationToken),
            Now = time.GetUtcNow(),
        };
    }

    private static PaxosCluster Read(JsonObject resource, ApiTarget target)
    {
        try
        {
            return ApiReader.Read(resource).Cluster;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw CommandFailure.Refused(
                $"The status that {target} keeps is not of a form that this paxosctl knows; a newer one may: {failure.Message}");
        }
    }

    private static async Task<IReadOnlyList<RecentEvent>?> EventsAsync(ClusterApi api, string uid, CancellationToken cancellationToken)
    {
        try
        {
            return await RecentEvent.ReadAsync(api, uid, EventsMax, cancellationToken);
        }
        catch (ApiFailure)
        {
            // The status is worth something without them; the text says that they could not be read.
            return null;
        }
    }
}
