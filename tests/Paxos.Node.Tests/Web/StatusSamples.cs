using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

/// <summary>Statuses of nodes in the ten-node cluster of the documentation.</summary>
internal static class StatusSamples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private const string Ballot = "1.42.9f3c0a1b2c3d4e5f";

    /// <summary>A node that holds all four roles and leads, so that every field has a value.</summary>
    public static NodeStatus Everything => new()
    {
        Name = "proposer1",
        Roles = ["proposer", "acceptor", "learner", "client"],
        Version = "0.1.0",
        ClusterId = "00c0ffee12345678",
        Epoch = 1,
        Leader = "proposer1",
        Ballot = Ballot,
        ChosenSlot = 1_234_567,
        AppliedSlot = 1_234_560,
        Condition = NodeCondition.Ready,
        Reason = "",
        Ready = true,
        StartedAt = Start,
        ReportedAt = Start.AddHours(5),
        UptimeMilliseconds = 5 * 3_600_000,
        ResidentBytes = 93_400_000,
        Members = Members,
        Proposer = new ProposerStatus
        {
            State = "Leading",
            Ballot = Ballot,
            InFlightSlots = 7,
            QueuedCommands = 31,
            NextSlot = 1_234_575,
            LastElectionMs = 184,
            TrimTo = 1_190_000,
            TrimBlockedBy = "learner2",
        },
        Acceptor = new AcceptorStatus
        {
            DiskId = "5b1de9a2c7340f6688e1d2c3b4a59687",
            DiskState = "Active",
            PromisedBallot = Ballot,
            Votes = 41_208,
            ChosenTo = 1_234_567,
            TrimmedTo = 1_190_000,
            JournalBytes = 134_217_728,
            JournalGroups = 88_412,
            FsyncLastMs = 1.24,
            FsyncMaxMs = 48.5,
            FaultySlots = 0,
            SpaceState = "Ok",
        },
        Learner = new LearnerStatus
        {
            DiskId = "0d9f7be1a2b3c4d5e6f708192a3b4c5d",
            AppliedTo = 1_234_560,
            ChosenTo = 1_234_567,
            Revision = 2_450_118,
            CompactRevision = 2_400_000,
            Keys = 10_000,
            Sessions = 4,
            StoreBytes = 48_300_000,
            ChainHash = "7c1e44d09b3fa2e6",
            SnapshotSlot = 1_200_000,
            SnapshotBytes = 47_100_000,
            SnapshotState = "Writing",
        },
        Client = new ClientStatus
        {
            Learner = "learner1",
            Sessions = 4,
            Pending = 12,
            RequestsTotal = 2_451_003,
            FailuresTotal = 2,
        },
    };

    /// <summary>An acceptor that must not vote, of a cluster that it only half sees.</summary>
    public static NodeStatus Blank => Everything with
    {
        Name = "acceptor2",
        Roles = ["acceptor"],
        Leader = null,
        ChosenSlot = 0,
        AppliedSlot = 0,
        Condition = NodeCondition.Blank,
        Reason = "The disk is blank, but its cluster knows acceptor2 by another disk. It must not vote.",
        Ready = false,
        Proposer = null,
        Learner = null,
        Client = null,
        Acceptor = Everything.Acceptor! with
        {
            DiskState = "Blank",
            DiskId = "",
            Votes = 0,
            FaultySlots = 3,
            SpaceState = "NoSpace",
        },
    };

    private static IReadOnlyList<MemberStatus> Members =>
    [
        Member("acceptor1", "acceptor", 3, 1_234_567),
        Member("acceptor2", "acceptor", 4, 1_198_020) with { State = "Dead", Incarnation = 3 },
        Member("acceptor3", "acceptor", 5, 1_234_567),
        Member("client1", "client", 9, 0) with { ClientAddress = "127.0.0.1:6001" },
        Member("client2", "client", 10, 0) with { ClientAddress = "127.0.0.1:6002", State = "Suspect" },
        Member("learner1", "learner", 6, 1_234_560),
        Member("learner2", "learner", 7, 1_234_566),
        Member("learner3", "learner", 8, 1_234_561) with { WebAddress = "" },
        Member("proposer1", "proposer", 1, 1_234_567) with
        {
            Leader = true,
            Roles = ["proposer", "acceptor", "learner", "client"],
        },
        Member("proposer2", "proposer", 2, 0),
    ];

    private static MemberStatus Member(string name, string role, int number, ulong applied) => new()
    {
        Name = name,
        Roles = [role],
        State = "Alive",
        Incarnation = 0,
        WebAddress = $"127.0.0.1:{8000 + number}",
        PeerAddress = $"127.0.0.1:{7000 + number}",
        ClientAddress = "",
        Leader = false,
        Applied = applied,
        Version = "0.1.0",
        AgeMilliseconds = 5 * 3_600_000,
    };
}
