namespace Paxos.Simulator;

/// <summary>What happened in a run, to show that it did something.</summary>
internal sealed class Counters
{
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

    /// <summary>Partitions made.</summary>
    public long Partitions { get; set; }

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

    /// <summary>Disk groups damaged.</summary>
    public long FaultyGroups { get; set; }

    /// <summary>Disks damaged beyond use.</summary>
    public long Quarantines { get; set; }

    /// <summary>Disks replaced by empty ones.</summary>
    public long Wipes { get; set; }

    /// <summary>Times a disk ran full.</summary>
    public long FullDisks { get; set; }

    /// <summary>Times a leader was asked to hand over.</summary>
    public long HandOvers { get; set; }

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

    /// <summary>All counts on a few lines.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        typeof(Counters).GetProperties()
            .Select(property => $"{property.Name}={property.GetValue(this)}")
            .Chunk(8)
            .Select(line => "  " + string.Join(' ', line)));
}
