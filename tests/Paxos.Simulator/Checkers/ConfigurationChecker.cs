using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>Only one configuration is ever active (rule G1's foundation: quorums of two configurations need not meet).</summary>
internal sealed class ConfigurationChecker : Checker
{
    /// <summary>The active configuration; null before the first disk is active.</summary>
    public Configuration? Active { get; private set; }

    /// <inheritdoc/>
    public override string Name => "configuration";

    /// <inheritdoc/>
    public override void RecordDurable(NodeId role, DiskId disk, DurableRecord record)
    {
        if (record is not IdentityRecord { State: DiskState.Active, Configuration: { } configuration })
        {
            return;
        }

        if (Active is not null && !Active.Equals(configuration))
        {
            throw Violation($"{role} is active in {configuration} and others in {Active}");
        }

        Active = configuration;
    }
}
