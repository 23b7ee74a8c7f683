namespace Paxos.Simulator;

/// <summary>What happened in a run, to show that it did something.</summary>
internal sealed class Counters
{
    private const int SeedsExpectedOf = 200;

    /// <summary>Events of the agenda.</summary>
    public long Steps { get; set; }

    /// <summary>Slots chosen.</summary>
    public long Chosen { get; set; }

    /// <summary>Leaderships won after the first one.</summary>
    public long LeaderChanges { get; set; }

    /// <summary>Runs with at least one leader change.</summary>
    public long RunsWithLeaderChange { get; set; }

    /// <summary>Runs in which something was chosen.</summary>
    public long RunsWithChosen { get; set; }

    /// <summary>Processes crashed.</summary>
    public long Crashes { get; set; }

    /// <summary>Processes that stood still for a while.</summary>
    public long Pauses { get; set; }

    /// <summary>Processes that crashed and started again and again.</summary>
    public long Storms { get; set; }

    /// <summary>Processes that became slow.</summary>
    public long SlowProcesses { get; set; }

    /// <summary>Clocks that jumped or stood still.</summary>
    public long ClockFaults { get; set; }

    /// <summary>Several faults in a row, laid against a new leader.</summary>
    public long Ambushes { get; set; }

    /// <summary>Partitions made.</summary>
    public long Partitions { get; set; }

    /// <summary>Links that went down and up quickly.</summary>
    public long Flaps { get; set; }

    /// <summary>Links that held everything back for a while.</summary>
    public long Clogs { get; set; }

    /// <summary>Connections reset.</summary>
    public long Resets { get; set; }

    /// <summary>Times in which only gossip was split.</summary>
    public long GossipSplits { get; set; }

    /// <summary>Client nodes that heard nothing until their sessions had expired.</summary>
    public long Forsaken { get; set; }

    /// <summary>Messages delivered between processes.</summary>
    public long Delivered { get; set; }

    /// <summary>Messages lost on the way.</summary>
    public long Dropped { get; set; }

    /// <summary>Messages for a process that did not run.</summary>
    public long Lost { get; set; }

    /// <summary>Messages delivered twice.</summary>
    public long Duplicated { get; set; }

    /// <summary>Messages held back for long.</summary>
    public long Held { get; set; }

    /// <summary>Connections reported lost.</summary>
    public long LinksLost { get; set; }

    /// <summary>Places on disks that rotted.</summary>
    public long Rots { get; set; }

    /// <summary>Disks damaged beyond use.</summary>
    public long Ruins { get; set; }

    /// <summary>Damaged groups that starts found.</summary>
    public long FaultyGroups { get; set; }

    /// <summary>Torn writes that starts found.</summary>
    public long TornTails { get; set; }

    /// <summary>Disks that came back with an older state of themselves.</summary>
    public long PutBacks { get; set; }

    /// <summary>Times that an acceptor found out that its disk had been put back.</summary>
    public long PutBacksFound { get; set; }

    /// <summary>Disks that starts found not to be trusted.</summary>
    public long Quarantines { get; set; }

    /// <summary>Processes that died of a failed call to their disk.</summary>
    public long DiskFailures { get; set; }

    /// <summary>Starts that failed, or that the process did not survive.</summary>
    public long FailedStarts { get; set; }

    /// <summary>Disks that became read-only for a while.</summary>
    public long ReadOnlyDisks { get; set; }

    /// <summary>Disks replaced by empty ones.</summary>
    public long Wipes { get; set; }

    /// <summary>Times a disk ran full.</summary>
    public long FullDisks { get; set; }

    /// <summary>Times that an acceptor got another disk while the cluster formed.</summary>
    public long FormingExchanges { get; set; }

    /// <summary>Times that all acceptors were emptied because forming could not go on.</summary>
    public long FormingsRedone { get; set; }

    /// <summary>Learners that were ahead of the others and lost their disks.</summary>
    public long CopiesLost { get; set; }

    /// <summary>Wrong hashes that a learner told.</summary>
    public long WrongHashes { get; set; }

    /// <summary>Times a leader was asked to hand over.</summary>
    public long HandOvers { get; set; }

    /// <summary>Processes that stayed dead when everything else was mended.</summary>
    public long LeftDead { get; set; }

    /// <summary>Leaders that were cut off from every learner for good.</summary>
    public long LeadersWithoutLearners { get; set; }

    /// <summary>Sessions that their client nodes lost.</summary>
    public long SessionsLost { get; set; }

    /// <summary>Compactions executed.</summary>
    public long Compactions { get; set; }

    /// <summary>Sessions opened.</summary>
    public long Sessions { get; set; }

    /// <summary>Writes answered.</summary>
    public long Writes { get; set; }

    /// <summary>Reads answered.</summary>
    public long Reads { get; set; }

    /// <summary>Requests whose outcome the application never learned.</summary>
    public long Unknown { get; set; }

    /// <summary>Requests refused without being stored.</summary>
    public long Refused { get; set; }

    /// <summary>Times a learner fetched what it missed.</summary>
    public long CatchUps { get; set; }

    /// <summary>Snapshots that learners made durable.</summary>
    public long Snapshots { get; set; }

    /// <summary>Snapshots that could not be written.</summary>
    public long SnapshotsFailed { get; set; }

    /// <summary>Snapshots that learners took from others and went on from.</summary>
    public long SnapshotsFetched { get; set; }

    /// <summary>Times that an acceptor forgot votes durably.</summary>
    public long Trims { get; set; }

    /// <summary>Damaged slots that have a good value again.</summary>
    public long Repairs { get; set; }

    /// <summary>Adds another run's counts to these.</summary>
    public void Add(Counters other)
    {
        foreach (var property in typeof(Counters).GetProperties())
        {
            property.SetValue(this, (long)property.GetValue(this)! + (long)property.GetValue(other)!);
        }
    }

    /// <summary>What a batch of seeds should have had and has not; nothing is expected of a small one, where chance decides.</summary>
    public IEnumerable<string> Missing(int seeds)
    {
        if (seeds < SeedsExpectedOf)
        {
            yield break;
        }

        foreach (var property in typeof(Counters).GetProperties().Where(property => (long)property.GetValue(this)! == 0))
        {
            yield return $"in {seeds} seeds there was no {property.Name}.";
        }

        if (RunsWithLeaderChange * 2 < seeds)
        {
            yield return $"only {RunsWithLeaderChange} of {seeds} seeds had a leader change; half must.";
        }
    }

    /// <summary>All counts on a few lines.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        typeof(Counters).GetProperties()
            .Select(property => $"{property.Name}={property.GetValue(this)}")
            .Chunk(8)
            .Select(line => "  " + string.Join(' ', line)));
}
