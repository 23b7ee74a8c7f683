using Paxos.Node.Disk;
using Paxos.Node.Net;
using Paxos.Node.Web;
using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>The roles' parts of the status; to be made on the thread that drives the roles.</summary>
internal static class RoleReports
{
    /// <summary>The proposer's.</summary>
    public static ProposerStatus? Of(Proposer? proposer) => proposer is null ? null : new ProposerStatus
    {
        State = proposer.Phase.ToString(),
        Ballot = proposer.HighestBallot.ToString(),
        InFlightSlots = proposer.InFlightCount,
        QueuedCommands = proposer.QueuedCount,
        NextSlot = proposer.NextSlot.Number,
        LastElectionMs = proposer.LastElectionMilliseconds,
        TrimTo = proposer.TrimTo.Number,
        TrimBlockedBy = proposer.TrimWaitsFor,
    };

    /// <summary>The acceptor's.</summary>
    public static AcceptorStatus Of(Acceptor acceptor, RoleStorage? storage)
    {
        var figures = storage?.Figures ?? new JournalFigures();
        return new AcceptorStatus
        {
            DiskId = acceptor.Identity?.Disk.ToString() ?? string.Empty,
            DiskState = (acceptor.Identity?.State ?? DiskState.Blank).ToString(),
            PromisedBallot = acceptor.Promised.ToString(),
            Votes = acceptor.VoteCount,
            ChosenTo = acceptor.ChosenTo.Number,
            TrimmedTo = acceptor.TrimmedTo.Number,
            JournalBytes = figures.JournalBytes,
            JournalGroups = figures.Groups,
            FsyncLastMs = figures.LastSync.TotalMilliseconds,
            FsyncMaxMs = figures.MaxSync.TotalMilliseconds,
            FaultySlots = acceptor.FaultyCount,
            SpaceState = acceptor.HasSpace ? "Ok" : "NoSpace",
        };
    }

    /// <summary>The learner's.</summary>
    public static LearnerStatus? Of(Learner? learner) => learner is null ? null : new LearnerStatus
    {
        DiskId = learner.Disk?.ToString() ?? string.Empty,
        AppliedTo = learner.AppliedTo.Number,
        ChosenTo = learner.KnownChosenTo.Number,
        Revision = learner.Store.Revision,
        CompactRevision = learner.Store.CompactRevision,
        Keys = learner.Store.KeyCount,
        Sessions = learner.SessionCount,
        StoreBytes = learner.Store.Bytes,
        ChainHash = learner.Hash.ToString(),
        SnapshotSlot = learner.Snapshot?.Slot.Number ?? 0,
        SnapshotBytes = learner.SnapshotBytes,
        SnapshotState = learner.SnapshotState,
    };

    /// <summary>The client node's.</summary>
    public static ClientStatus? Of(Client? client, ClientRequests requests) => client is null ? null : new ClientStatus
    {
        Learner = client.LearnerName.Length > 0 ? client.LearnerName : null,
        Sessions = client.SessionCount,
        Pending = requests.PendingCount,
        RequestsTotal = requests.Total,
        FailuresTotal = requests.Failures,
    };
}
