namespace Paxos.Protocol.Accepting;

/// <summary>
/// How the disks of the initial acceptors become a cluster, exactly one. A disk is Blank, then has Recorded a configuration, then is
/// Active in it; it goes forward only, and nothing but a reconfiguration ever changes what it recorded (rules F1 to F3).
/// </summary>
/// <param name="name">This acceptor's name.</param>
/// <param name="initialNames">The names the cluster is to be formed of, this one among them.</param>
/// <param name="pinnedClusterId">The only cluster id to record, or 0.</param>
internal sealed class Forming(string name, IReadOnlyList<string> initialNames, ulong pinnedClusterId)
{
    private const string Remedy =
        "If none of the initial acceptors is active, nothing is stored yet: stop them all and empty their data folders.";

    private readonly SortedDictionary<string, IdentityTold> heard = new(StringComparer.Ordinal);

    /// <summary>How far this disk has come; null before its first record.</summary>
    public IdentityRecord? Identity { get; private set; }

    /// <summary>Why forming cannot go on until a person acts; null while it can.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>A configuration of this name's cluster in which this disk does not stand: it must never vote there.</summary>
    public Configuration? Foreign { get; private set; }

    /// <summary>Whether this disk may promise and vote.</summary>
    public bool IsActive => Identity?.State == DiskState.Active;

    /// <summary>The other initial acceptors.</summary>
    public IEnumerable<string> Others => initialNames.Where(other => !string.Equals(other, name, StringComparison.Ordinal));

    /// <summary>The initial acceptors that forming waits for, in order.</summary>
    public IReadOnlyList<string> WaitsFor => [.. Others.Where(IsAwaited)];

    /// <summary>Takes back what the disk holds.</summary>
    public void Restore(IdentityRecord identity) => Identity = identity;

    /// <summary>Gives a disk without identity one; it must be durable before it is told to anyone.</summary>
    public IdentityRecord Begin(DiskId fresh) => Identity = new IdentityRecord(DiskState.Blank, fresh, null);

    /// <summary>Hears an acceptor's own word. Second-hand word never reaches this method.</summary>
    public void Hear(string from, IdentityTold told)
    {
        if (Identity is null || IsActive || !Others.Contains(from, StringComparer.Ordinal))
        {
            return;
        }

        if (told is { State: DiskState.Active, Configuration: { } formed })
        {
            HearFormed(formed);
        }
        else if (heard.TryGetValue(from, out var before) && before.Disk != told.Disk)
        {
            Contradiction ??= $"{from} answered with disk {before.Disk} and later with disk {told.Disk}: its disk was emptied, or "
                + $"two processes have this name. {Remedy}";
        }
        else if (told.Disk == Identity.Disk || heard.Any(other => other.Key != from && other.Value.Disk == told.Disk))
        {
            Contradiction ??= $"{from} has the same disk id {told.Disk} as another acceptor: its data folder is a copy. Empty it.";
        }
        else if (told.Configuration is { } recorded && Identity.State == DiskState.Blank && !recorded.Contains(name, Identity.Disk))
        {
            Contradiction ??= $"{from} has recorded a configuration, {recorded}, in which disk {Identity.Disk} does not stand. {Remedy}";
        }

        heard[from] = told;
    }

    /// <summary>Takes the next step if it is due: the record to make durable, or null.</summary>
    public IdentityRecord? Advance()
    {
        if (Identity is null || IsActive || Contradiction is not null || Foreign is not null)
        {
            return null;
        }

        var next = Identity.State == DiskState.Blank ? Record(Identity) : Activate(Identity);
        Identity = next ?? Identity;
        return next;
    }

    // F3: a disk that the formed cluster does not know never votes in it, whatever its name. Whatever was in doubt before is settled.
    private void HearFormed(Configuration formed)
    {
        Contradiction = null;
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ReformatRejoins) && Identity!.State == DiskState.Blank
            && formed.Acceptors.SingleOrDefault(known => known.Name == name) is { } former)
        {
            Identity = new IdentityRecord(DiskState.Recorded, former.Disk, formed);
            return;
        }
#endif
        if (!formed.Contains(name, Identity!.Disk))
        {
            Foreign = formed;
        }
    }

    // F1: a blank disk records a configuration only when every initial acceptor has answered, all disks differ, and each is blank or
    // has recorded this very configuration.
    private IdentityRecord? Record(IdentityRecord identity)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.FormsWithoutEveryName) && heard.Count > 0)
        {
            initialNames = [.. heard.Keys, name];
        }
#endif
        if (Others.Any(other => !heard.ContainsKey(other)))
        {
            return null;
        }

        var acceptors = Others.Select(other => new ConfiguredAcceptor(other, heard[other].Disk))
            .Append(new ConfiguredAcceptor(name, identity.Disk));
        var candidate = Configuration.Form(acceptors);
        if (Others.Any(other => heard[other].Configuration is { } recorded && !recorded.Equals(candidate)))
        {
            Contradiction = "The initial acceptors have recorded different configurations: their lists of initial acceptors differ. "
                + $"This one's is {string.Join(',', initialNames)}.";
            return null;
        }

        if (pinnedClusterId != 0 && candidate.ClusterId != pinnedClusterId)
        {
            Contradiction = $"These disks form cluster {candidate.ClusterId:x16}. The settings allow only {pinnedClusterId:x16}.";
            return null;
        }

        return new IdentityRecord(DiskState.Recorded, identity.Disk, candidate);
    }

    // F2: a recorded disk becomes active when every member has itself said that it recorded the same, or one member is active.
    private IdentityRecord? Activate(IdentityRecord identity)
    {
        var configuration = identity.Configuration!;
        var words = Others.Select(other => heard.GetValueOrDefault(other)).ToArray();
        var agreeing = words.Where(word => word?.Configuration is { } told && told.Equals(configuration)).ToArray();
        var isDue = agreeing.Length == words.Length || agreeing.Any(word => word!.State == DiskState.Active);
#if PLANTED_BUGS
        isDue |= Planted.Is(PlantedBug.ActivatesUnheard);
#endif
        return isDue ? new IdentityRecord(DiskState.Active, identity.Disk, configuration) : null;
    }

    private bool IsAwaited(string other) =>
        !heard.TryGetValue(other, out var told)
        || (Identity?.State == DiskState.Recorded && (told.Configuration is null || !told.Configuration.Equals(Identity.Configuration)));
}
