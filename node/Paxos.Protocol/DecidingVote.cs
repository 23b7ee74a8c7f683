namespace Paxos.Protocol;

/// <summary>Which of the votes that a phase-1 quorum has in one slot binds whoever reads them (rules P2 and L5).</summary>
internal static class DecidingVote
{
    /// <summary>The vote known to be chosen where there is one, else the one of the highest ballot; null where there is none.</summary>
    public static Vote? Among(IEnumerable<Vote?> votes)
    {
        Vote? best = null;
        foreach (var vote in votes)
        {
            if (vote is { IsChosen: true })
            {
                return vote;
            }

#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.LowestVoteWins))
            {
                best = vote is not null && (best is null || vote.Ballot < best.Ballot) ? vote : best;
                continue;
            }
#endif
            best = vote is not null && (best is null || vote.Ballot > best.Ballot) ? vote : best;
        }

        return best;
    }
}
