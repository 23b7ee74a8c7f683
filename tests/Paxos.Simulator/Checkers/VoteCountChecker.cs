using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// Agreement (rules L1, L2). It counts durable votes itself, from the disks, without asking any role: a batch is chosen when a
/// phase-2 quorum of disks holds votes for it at one ballot. Two batches must never be chosen in one slot. Votes are remembered across
/// crashes and damage, because what was chosen once stays chosen.
/// </summary>
internal sealed class VoteCountChecker(CheckerSet checkers, Counters counters) : Checker
{
    private readonly Dictionary<(Slot Slot, Ballot Ballot), (Batch Batch, AcceptorSet Voters)> votes = [];
    private Configuration? configuration;

    /// <inheritdoc/>
    public override string Name => "agreement";

    /// <summary>What was chosen so far.</summary>
    public ChosenBatches Log { get; } = new();

    /// <inheritdoc/>
    public override void RecordDurable(NodeId role, DiskId disk, DurableRecord record)
    {
        switch (record)
        {
            case IdentityRecord { State: DiskState.Active } identity when role.Role == Role.Acceptor:
                configuration = identity.Configuration;
                break;
            case VoteRecord vote:
                Count(disk, vote);
                break;
        }
    }

    private void Count(DiskId disk, VoteRecord vote)
    {
        var index = configuration?.IndexOf(disk) ?? -1;
        if (index < 0)
        {
            throw Violation($"disk {disk} voted in {vote.Slot} and stands in no active configuration");
        }

        var key = (vote.Slot, vote.Ballot);
        var (batch, voters) = votes.TryGetValue(key, out var known) ? known : (vote.Batch, default);
        if (!batch.Equals(vote.Batch))
        {
            throw Violation($"slot {vote.Slot} has votes for {batch} and for {vote.Batch} at {vote.Ballot}");
        }

        voters = voters.With(index);
        votes[key] = (batch, voters);
        if (voters.Count < configuration!.Phase2Quorum)
        {
            return;
        }

        if (Log.Find(vote.Slot) is not { } before)
        {
            counters.Chosen++;
            Log.Add(vote.Slot, batch);
            checkers.Chosen(vote.Slot, vote.Ballot, batch);
        }
        else if (!before.Equals(batch))
        {
            throw Violation($"slot {vote.Slot} has {before} chosen, and {batch} at {vote.Ballot}");
        }
    }
}
