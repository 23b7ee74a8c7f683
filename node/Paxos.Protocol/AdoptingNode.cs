namespace Paxos.Protocol;

/// <summary>
/// A role that does not form the cluster but joins it: it asks the initial acceptors who they are and takes the configuration that
/// a majority of them is active in.
/// </summary>
public abstract class AdoptingNode : BaseNode
{
    private readonly SortedDictionary<string, IdentityTold> heard = new(StringComparer.Ordinal);
    private Instant nextAsk;

    /// <summary>A role of the process described by <paramref name="context"/>.</summary>
    protected AdoptingNode(Role role, NodeContext context, Prng random, bool speaksForProcess)
        : base(role, context, random, speaksForProcess)
    {
    }

    /// <summary>Why the cluster found is not this node's; empty while it is, or none is found yet.</summary>
    protected string WrongClusterReason { get; private set; } = string.Empty;

    /// <summary>What hinders a role that has no configuration; empty once it has one.</summary>
    protected string AdoptionHindrance => WrongClusterReason.Length > 0 ? WrongClusterReason
        : Configuration is null ? $"waits for a majority of the acceptors {string.Join(", ", Context.InitialAcceptors)}"
        : string.Empty;

    /// <inheritdoc/>
    protected sealed override void OnMessage(NodeId from, Message message)
    {
        if (message is IdentityTold told)
        {
            OnIdentityTold(from, told);
        }
        else
        {
            OnRoleMessage(from, message);
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnTick()
    {
        if (!IsSettled && Now.HasReached(nextAsk))
        {
            nextAsk = Now.Plus(Options.IdentityAskMilliseconds);
            foreach (var name in Context.InitialAcceptors)
            {
                SendAtOnce(new NodeId(name, Role.Acceptor), new IdentityAsk(Context.BootNonce));
            }
        }

        OnRoleTick();
    }

    /// <summary>Whether the acceptors need not be asked any more; a learner that kept its cluster on disk still asks once.</summary>
    protected virtual bool IsSettled => Configuration is not null;

    /// <summary>One message for this role.</summary>
    protected abstract void OnRoleMessage(NodeId from, Message message);

    /// <summary>Time moved on.</summary>
    protected abstract void OnRoleTick();

    /// <summary>A majority of the initial acceptors is active in <paramref name="configuration"/>.</summary>
    protected virtual void OnConfigurationFound(Configuration configuration)
    {
        Configuration = configuration;
        Report(new ConfigurationAdopted(configuration));
    }

    /// <summary>Says that the cluster found is another one than this node's.</summary>
    protected void RefuseCluster(ulong expected, Configuration found, string remedy)
    {
        var reason = $"the acceptors form cluster {found.ClusterId:x16}, and this node belongs to {expected:x16}: {remedy}";
        if (reason != WrongClusterReason)
        {
            WrongClusterReason = reason;
            Report(new WrongCluster(expected, found.ClusterId, string.Join(',', Context.InitialAcceptors)));
        }
    }

    private void OnIdentityTold(NodeId from, IdentityTold told)
    {
        if (IsSettled || told.Nonce != Context.BootNonce
            || !Context.InitialAcceptors.Contains(from.Name, StringComparer.Ordinal))
        {
            return;
        }

        heard[from.Name] = told;
        if (told.State != DiskState.Active || told.Configuration is not { } configuration)
        {
            return;
        }

        var agreeing = heard.Count(answer =>
            answer.Value.State == DiskState.Active
            && configuration.Equals(answer.Value.Configuration)
            && configuration.Contains(answer.Key, answer.Value.Disk));
        if (agreeing < Quorum.Majority(Context.InitialAcceptors.Count))
        {
            return;
        }

        if (Context.PinnedClusterId != 0 && Context.PinnedClusterId != configuration.ClusterId)
        {
            RefuseCluster(Context.PinnedClusterId, configuration, "correct the pinned cluster id or the list of acceptors");
            return;
        }

        OnConfigurationFound(configuration);
    }
}
