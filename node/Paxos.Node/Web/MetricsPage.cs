using System.Globalization;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Web;

/// <summary>
/// Composes <c>/metrics</c> from the same status that the page shows, from the log's and the events' counts, and from
/// what the runtime says of the process.
/// </summary>
internal static class MetricsPage
{
    private static readonly string[] ProposerStates = ["Standby", "Preparing", "Leading"];

    /// <summary>The whole page, in Prometheus' text format.</summary>
    public static string Write(NodeStatus status, LogRing logs, EventCounters events)
    {
        var text = new PrometheusText();
        WriteNode(text, status);
        WriteMembers(text, status);
        WriteProposer(text, status.Proposer);
        WriteAcceptor(text, status.Acceptor);
        WriteLearner(text, status.Learner);
        WriteClient(text, status.Client);
        WriteTelemetry(text, logs, events);
        WriteProcess(text, status);
        return text.ToString();
    }

    private static void WriteNode(PrometheusText text, NodeStatus status)
    {
        text.Gauge("paxos_node_info", "Always 1; the labels say which node this is.").Sample(
            1,
            ("name", status.Name),
            ("roles", string.Join(',', status.Roles)),
            ("version", status.Version),
            ("cluster_id", status.ClusterId));
        text.Gauge("paxos_ready", "1 when the node can do its role's work.", Flag(status.Ready));
        text.Gauge("paxos_condition", "1 for the condition that the node is in, 0 for all others.");
        foreach (var condition in Enum.GetValues<NodeCondition>())
        {
            text.Sample(Flag(condition == status.Condition), ("condition", condition.ToString()));
        }

        text.Gauge("paxos_leader", "1 while this node leads.", Flag(status.Leader == status.Name));
        text.Gauge("paxos_leader_known", "1 while this node knows a leader.", Flag(status.Leader is not null));
        text.Gauge("paxos_epoch", "The epoch of the configuration.", status.Epoch);
        text.Gauge("paxos_ballot_round", "The round of the highest ballot known.", RoundOf(status.Ballot));
        text.Gauge("paxos_chosen_slot", "The last slot up to which all are known to be chosen.", status.ChosenSlot);
        text.Gauge("paxos_applied_slot", "The last slot known to be applied.", status.AppliedSlot);
    }

    private static void WriteMembers(PrometheusText text, NodeStatus status)
    {
        text.Gauge("paxos_members", "Members that gossip knows, by state.");
        var states = status.Members.GroupBy(member => member.State).OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in states)
        {
            text.Sample(group.Count(), ("state", group.Key));
        }
    }

    private static void WriteProposer(PrometheusText text, ProposerStatus? proposer)
    {
        if (proposer is null)
        {
            return;
        }

        text.Gauge("paxos_proposer_state", "1 for the state that the proposer is in, 0 for the others.");
        foreach (var state in ProposerStates)
        {
            text.Sample(Flag(state == proposer.State), ("state", state));
        }

        text.Gauge(
            "paxos_proposer_in_flight_slots",
            "Slots proposed and not yet known to be chosen.",
            proposer.InFlightSlots);
        text.Gauge("paxos_proposer_queued_commands", "Commands that wait for a slot.", proposer.QueuedCommands);
        text.Gauge("paxos_proposer_next_slot", "The slot of the next batch; 0 unless it leads.", proposer.NextSlot);
        text.Gauge(
            "paxos_proposer_last_election_seconds",
            "How long its last election took.",
            Seconds(proposer.LastElectionMs));
        text.Gauge("paxos_proposer_trim_slot", "The last slot that acceptors were told to forget; 0 unless it leads.", proposer.TrimTo);
        text.Gauge(
            "paxos_proposer_trim_blocked",
            "1 while it leads and waits for learners' snapshots, so that the acceptors' disks fill.",
            Flag(proposer.TrimBlockedBy.Length > 0));
    }

    private static void WriteAcceptor(PrometheusText text, AcceptorStatus? acceptor)
    {
        if (acceptor is null)
        {
            return;
        }

        text.Gauge(
            "paxos_acceptor_promised_ballot_round",
            "The round of the promised ballot.",
            RoundOf(acceptor.PromisedBallot));
        text.Gauge("paxos_acceptor_votes", "Slots that it holds a vote for.", acceptor.Votes);
        text.Gauge("paxos_acceptor_chosen_slot", "The last slot that it knows to be chosen.", acceptor.ChosenTo);
        text.Gauge("paxos_acceptor_trimmed_slot", "The last slot whose votes were trimmed.", acceptor.TrimmedTo);
        text.Gauge(
            "paxos_acceptor_active",
            "1 when its disk is in the configuration.",
            Flag(acceptor.DiskState == "Active"));
        text.Gauge(
            "paxos_acceptor_no_space",
            "1 while it cannot vote for want of disk.",
            Flag(acceptor.SpaceState != "Ok"));
        text.Gauge("paxos_acceptor_faulty_slots", "Damaged slots not yet repaired.", acceptor.FaultySlots);
        text.Gauge("paxos_acceptor_journal_bytes", "Bytes of the journal on disk.", acceptor.JournalBytes);
        text.Counter("paxos_acceptor_journal_groups_total", "Groups written, one fsync each.", acceptor.JournalGroups);
        text.Gauge(
            "paxos_acceptor_fsync_last_seconds",
            "How long the newest fsync took.",
            Seconds(acceptor.FsyncLastMs));
        text.Gauge(
            "paxos_acceptor_fsync_max_seconds",
            "How long the slowest fsync took.",
            Seconds(acceptor.FsyncMaxMs));
    }

    private static void WriteLearner(PrometheusText text, LearnerStatus? learner)
    {
        if (learner is null)
        {
            return;
        }

        text.Gauge("paxos_learner_applied_slot", "The last slot that it applied.", learner.AppliedTo);
        text.Gauge("paxos_learner_chosen_slot", "The last slot that it knows to be chosen.", learner.ChosenTo);
        text.Gauge("paxos_learner_revision", "The store's revision.", learner.Revision);
        text.Gauge(
            "paxos_learner_compact_revision",
            "The revision up to which old versions are gone.",
            learner.CompactRevision);
        text.Gauge("paxos_learner_keys", "Keys at the newest revision.", learner.Keys);
        text.Gauge("paxos_learner_sessions", "Client sessions that the replicated state remembers.", learner.Sessions);
        text.Gauge(
            "paxos_learner_store_bytes",
            "Bytes of keys and values, old revisions included.",
            learner.StoreBytes);
        text.Gauge("paxos_learner_snapshot_slot", "The last slot in its newest durable snapshot.", learner.SnapshotSlot);
        text.Gauge("paxos_learner_snapshot_bytes", "Bytes of its newest durable snapshot.", learner.SnapshotBytes);
        text.Gauge(
            "paxos_learner_snapshot_failed",
            "1 while there is no room for a new snapshot.",
            Flag(learner.SnapshotState == "Failed"));
    }

    private static void WriteClient(PrometheusText text, ClientStatus? client)
    {
        if (client is null)
        {
            return;
        }

        text.Gauge("paxos_client_sessions", "Sessions that the client node holds.", client.Sessions);
        text.Gauge("paxos_client_pending", "Requests that wait for their answer.", client.Pending);
        text.Counter("paxos_client_requests_total", "Requests taken.", client.RequestsTotal);
        text.Counter("paxos_client_failures_total", "Requests that ended in an error.", client.FailuresTotal);
    }

    private static void WriteTelemetry(PrometheusText text, LogRing logs, EventCounters events)
    {
        text.Counter("paxos_events_total", "What the protocol reported, by type.");
        foreach (var count in events.Snapshot())
        {
            text.Sample(count.Count, ("event", count.Name), ("level", count.Level.ToString()));
        }

        text.Counter("paxos_log_lines_total", "Lines logged, by level.");
        foreach (var (level, count) in logs.Counts())
        {
            text.Sample(count, ("level", level.ToString()));
        }

        text.Gauge("paxos_log_streams", "Live readers of the log.", logs.SubscriptionCount);
    }

    private static void WriteProcess(PrometheusText text, NodeStatus status)
    {
        text.Counter(
            "process_cpu_seconds_total",
            "Processor time, user and system.",
            Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Memory that the process occupies.", status.ResidentBytes);
        text.Gauge("process_start_time_seconds", "When the process started, since 1970.").Sample(
            Seconds(status.StartedAt.ToUnixTimeMilliseconds()));
        text.Gauge("dotnet_gc_heap_bytes", "Bytes that the garbage collector's heap holds.", GC.GetTotalMemory(false));
        text.Gauge("dotnet_threadpool_threads", "Threads of the runtime's pool.", ThreadPool.ThreadCount);
    }

    private static double Flag(bool value) => value ? 1 : 0;

    private static double Seconds(double milliseconds) => milliseconds / 1_000;

    /// <summary>The round of <c>epoch.round.owner</c>; 0 where the text is no ballot, as before the first.</summary>
    private static double RoundOf(string ballot)
    {
        var parts = ballot.Split('.');
        var isBallot = ulong.TryParse(
            parts.Length == 3 ? parts[1] : "",
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var round);
        return isBallot ? round : 0;
    }
}
