using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// An acceptor that lost its disk, or cannot read it, or has an older state of it (rule K1), takes part in nothing more: what it had
/// promised is not known.
/// </summary>
internal sealed class IdentityChecker : Checker
{
    private readonly HashSet<NodeId> excluded = [];

    /// <inheritdoc/>
    public override string Name => "identity";

    /// <inheritdoc/>
    public override void Wiped(NodeId role)
    {
        if (role.Role == Role.Acceptor)
        {
            excluded.Add(role);
        }
    }

    /// <inheritdoc/>
    public override void RecordAsked(NodeId role, DurableRecord record)
    {
        if (record is QuarantineRecord quarantine && !excluded.Contains(role))
        {
            throw Violation($"{role} quarantines a disk that is in order: {quarantine.Reason}");
        }
    }

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        if (excluded.Contains(envelope.From)
            && envelope.Message is Promise or Accepted or Confirmed or VotesRead or PreElected or Nack or NoSpace or Trimmed)
        {
            throw Violation($"{envelope.From} has lost its disk and sent {envelope.Message}");
        }
    }
}
