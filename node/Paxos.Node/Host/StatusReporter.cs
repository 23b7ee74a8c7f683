using Paxos.Node.Net;
using Paxos.Node.Web;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node.Host;

/// <summary>
/// Looks at the roles, with the turn at them, and publishes what everybody else may see: four times a second while somebody asks, else
/// once. Once a second it also tells gossip how this node is, and the links where others are.
/// </summary>
internal sealed class StatusReporter : INodeStatusSource
{
    private const int AskedIntervalMilliseconds = 250;
    // What a leader tells the others' lists of nodes while it does its work and the acceptors' disks fill.
    private const string TrimBlocked = "TrimBlocked";
    private const int IdleIntervalMilliseconds = 1_000;
    private const int AskedMemoryMilliseconds = 5_000;

    private readonly NodeOptions options;
    private readonly IReadOnlyList<HostedRole> roles;
    private readonly Membership membership;
    private readonly AddressBook addresses;
    private readonly LinkWatch links;
    private readonly ClientRequests requests;
    private readonly TimeProvider timeProvider;
    private readonly DateTimeOffset startedAt;
    private long askedAt = long.MinValue;
    private Instant reportedAt;
    private Instant describedAt;
    private volatile NodeStatus current;

    /// <summary>A reporter; its first report, made here, says that the node starts.</summary>
    public StatusReporter(
        NodeOptions options,
        IReadOnlyList<HostedRole> roles,
        Membership membership,
        AddressBook addresses,
        LinkWatch links,
        ClientRequests requests,
        TimeProvider timeProvider)
    {
        this.options = options;
        this.roles = roles;
        this.membership = membership;
        this.addresses = addresses;
        this.links = links;
        this.requests = requests;
        this.timeProvider = timeProvider;
        startedAt = timeProvider.GetUtcNow();
        current = Report() with { Condition = NodeCondition.Starting, Reason = "the process starts", Ready = false };
    }

    /// <summary>Set once when the process begins to stop.</summary>
    public bool IsStopping { get; set; }

    /// <inheritdoc/>
    public NodeStatus Current
    {
        get
        {
            Volatile.Write(ref askedAt, timeProvider.GetTimestamp());
            return current;
        }
    }

    /// <summary>To be called with the turn at the roles, after each tick.</summary>
    public void AfterTick(Instant now)
    {
        var asked = Volatile.Read(ref askedAt);
        var isAsked = asked != long.MinValue
            && timeProvider.GetElapsedTime(asked).TotalMilliseconds < AskedMemoryMilliseconds;
        if (now.Since(reportedAt) >= (isAsked ? AskedIntervalMilliseconds : IdleIntervalMilliseconds))
        {
            reportedAt = now;
            current = Report();
        }

        if (now.Since(describedAt) >= IdleIntervalMilliseconds)
        {
            describedAt = now;
            Describe(current);
        }
    }

    private void Describe(NodeStatus status)
    {
        var facts = RoleFacts.Of(roles);
        membership.Describe(new MemberFacts(
            facts.Configuration?.ClusterId ?? 0,
            facts.Configuration?.Epoch ?? 0,
            facts.Ballot,
            facts.Progress,
            status.Proposer is { TrimBlockedBy.Length: > 0 } && status.Ready ? TrimBlocked : status.Condition.ToString(),
            facts.Leader));
        foreach (var member in status.Members)
        {
            if (member.PeerAddress.Length > 0 && member.Name != options.Name)
            {
                addresses.Learn(member.Name, member.PeerAddress, AddressSource.Gossip);
            }
        }
    }

    private NodeStatus Report()
    {
        var facts = RoleFacts.Of(roles);
        var (condition, reason) = ConditionOf(facts);
        var now = timeProvider.GetUtcNow();
        var members = membership.Members;
        return new NodeStatus
        {
            Name = options.Name,
            Roles = [.. options.Roles.Select(NodeOptions.NameOf)],
            Version = ProgramVersion.Text,
            ClusterId = $"{facts.Configuration?.ClusterId ?? 0:x16}",
            Epoch = facts.Configuration?.Epoch ?? 0,
            Leader = facts.Leader.Length > 0 ? facts.Leader : null,
            Ballot = members.Select(member => member.Facts.Ballot).Aggregate(facts.Ballot, Ballot.Max).ToString(),
            ChosenSlot = facts.ChosenTo.Number,
            AppliedSlot = facts.AppliedTo is { } applied ? applied.Number : NewestApplied(members),
            Condition = condition,
            Reason = reason,
            Ready = condition == NodeCondition.Ready,
            StartedAt = startedAt,
            ReportedAt = now,
            UptimeMilliseconds = (long)(now - startedAt).TotalMilliseconds,
            ResidentBytes = Environment.WorkingSet,
            Members = [.. members.Select(member => ToStatus(member, facts.Leader))],
            Proposer = RoleReports.Of(Find<Proposer>()?.Role as Proposer),
            Acceptor = Find<Acceptor>() is { } acceptor ? RoleReports.Of((Acceptor)acceptor.Role, acceptor.Storage) : null,
            Learner = RoleReports.Of(Find<Learner>()?.Role as Learner),
            Client = RoleReports.Of(Find<Client>()?.Role as Client, requests),
        };
    }

    private (NodeCondition Condition, string Reason) ConditionOf(RoleFacts facts)
    {
        if (IsStopping)
        {
            return (NodeCondition.Stopping, "the process stops");
        }

        return links.NamesakeAddress is { } other
            ? (NodeCondition.NameConflict, $"another node named {options.Name} runs at {other}; stop or rename one of them")
            : (facts.Condition, facts.Reason);
    }

    private HostedRole? Find<TRole>()
        where TRole : BaseNode => roles.FirstOrDefault(hosted => hosted.Role is TRole);

    private static ulong NewestApplied(IReadOnlyList<Member> members) => members
        .Where(member => member.Roles.Has(Role.Learner))
        .Select(member => member.Facts.Applied.Number)
        .DefaultIfEmpty()
        .Max();

    private static MemberStatus ToStatus(Member member, string leader)
    {
        var saysItself = member.State == MemberState.Alive && member.Facts.Condition.Length > 0
            && member.Facts.Condition != nameof(NodeCondition.Ready);
        return new MemberStatus
        {
            Name = member.Name,
            Roles = [.. member.Roles.ToList().Select(NodeOptions.NameOf)],
            State = saysItself ? member.Facts.Condition : member.State.ToString(),
            Incarnation = member.Incarnation,
            WebAddress = member.WebAddress,
            PeerAddress = member.PeerAddress,
            ClientAddress = member.ClientAddress,
            Leader = string.Equals(member.Name, leader, StringComparison.Ordinal),
            Applied = member.Facts.Applied.Number,
            Version = member.Version,
            AgeMilliseconds = member.AgeMilliseconds,
        };
    }
}
