using Paxos.Node.Disk;
using Paxos.Node.Host;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node;

/// <summary>Makes the process's roles from its settings: identities of this start, disks, and what they held.</summary>
internal sealed class RoleFactory
{
    private readonly NodeOptions options;
    private readonly TimeProvider timeProvider;
    private readonly ulong bootNonce = RandomSeeds.Next() & 0xFFFF_FFFF_FFFF;

    /// <summary>A factory for one start of the process.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The clock of the journals.</param>
    public RoleFactory(NodeOptions options, TimeProvider timeProvider)
    {
        this.options = options;
        this.timeProvider = timeProvider;
        Membership = new Membership(
            options.Name,
            new MemberDetails(
                RoleSet.Of([.. options.Roles]),
                options.PeerAddress,
                options.WebAddress,
                options.ClientAddress,
                ProgramVersion.Text,
                bootNonce),
            [.. options.Acceptors.Concat(options.Peers).Select(node => node.Name).Distinct()],
            new GossipOptions(),
            new Prng(RandomSeeds.Next()));
    }

    /// <summary>The process's gossip, shared by its roles.</summary>
    public Membership Membership { get; }

    /// <summary>Opens the disks, makes the roles and gives them back what they had.</summary>
    /// <param name="deliverer">Where messages go that may leave.</param>
    /// <param name="fatal">Called when a disk fails; ends the process.</param>
    /// <exception cref="DataFolderException">A folder cannot be this node's.</exception>
    /// <exception cref="DiskException">A disk fails.</exception>
    public IReadOnlyList<HostedRole> Create(Deliverer deliverer, Action<DiskException> fatal)
    {
        var hosted = new List<HostedRole>();
        foreach (var role in options.Roles)
        {
            var hasDisk = role is Role.Acceptor or Role.Learner;
            var opening = hasDisk ? Open(role, fatal) : new RoleOpening(null, [], null);
            var node = CreateRole(role, opening.Storage?.Disk ?? FreshDisk(), speaksForProcess: hosted.Count == 0);
            if (node is Learner learner && opening.Storage is { } storage)
            {
                RecoverLearner(learner, opening.Records, storage, deliverer, fatal);
            }
            else
            {
                Recover(node, opening.Records);
            }

            if (opening.Quarantine is { } reason)
            {
                node.Recover(new QuarantineRecord(reason));
            }

            IEffectGate gate = opening.Quarantine is null
                ? new DurableGate(opening.Storage, deliverer.Deliver, deliverer.SendOffDurable)
                : new QuarantineGate();
            hosted.Add(new HostedRole(node, gate, opening.Storage));
        }

        return hosted;
    }

    private static void Recover(BaseNode node, IEnumerable<DurableRecord> records)
    {
        foreach (var record in records)
        {
            node.Recover(record);
        }
    }

    // Who it is, then the newest snapshot that is whole, then the log: what the snapshot holds is passed over.
    private void RecoverLearner(
        Learner learner,
        IReadOnlyList<DurableRecord> records,
        RoleStorage storage,
        Deliverer deliverer,
        Action<DiskException> fatal)
    {
        var folder = new SnapshotFolder(storage.Files, options.Protocol.SnapshotsKept);
        Recover(learner, records.Where(record => record is IdentityRecord));
        folder.Recover(learner.Recover, () => learner.Snapshot is not null);
        Recover(learner, records.Where(record => record is not IdentityRecord));
        var snapshots = new SnapshotThread(folder, message => deliverer.TellFromDisk(learner.Id, message), fatal);
        storage.Snapshots = snapshots;
        deliverer.OnSnapshotOrder = snapshots.Take;
    }

    private RoleOpening Open(Role role, Action<DiskException> fatal)
    {
        var name = NodeOptions.NameOf(role);

        // With two disks in one process each has its own folder, so that neither journal is in the other's.
        var path = options.Roles.Count == 1 ? options.Data! : Path.Combine(options.Data!, name);
        var opening = RoleStorage.Open(
            path,
            new StorageIdentity(options.Name, name),
            options.JournalSegmentBytes,
            isSynced: role == Role.Acceptor,
            timeProvider,
            fatal);
        if (role == Role.Learner && opening.Quarantine is { } reason)
        {
            throw new DataFolderException(
                $"The data folder {path} is damaged: {reason} Empty it: a learner fetches everything from the others again.");
        }

        return opening;
    }

    private BaseNode CreateRole(Role role, DiskId disk, bool speaksForProcess)
    {
        var context = new NodeContext(
            options.Name,
            bootNonce,
            disk,
            [.. options.Acceptors.Select(acceptor => acceptor.Name)],
            options.ClusterId,
            Membership,
            options.Protocol);
        var random = new Prng(RandomSeeds.Next());
        return role switch
        {
            Role.Proposer => new Proposer(context, random, speaksForProcess),
            Role.Acceptor => new Acceptor(context, random, speaksForProcess),
            Role.Learner => new Learner(context, random, speaksForProcess),
            Role.Client => new Client(context, random, speaksForProcess),
            _ => throw new System.Diagnostics.UnreachableException($"A role of number {(int)role}."),
        };
    }

    private static DiskId FreshDisk() => new(RandomSeeds.Next(), RandomSeeds.Next());
}
