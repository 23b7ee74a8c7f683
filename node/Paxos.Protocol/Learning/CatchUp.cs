namespace Paxos.Protocol.Learning;

/// <summary>
/// Reads chosen batches from acceptors: in a slot known to be chosen, the vote of the highest ballot among a phase-1 quorum, none of
/// which lists the slot as damaged or trimmed, is the chosen batch (rule L5). Votes alone never tell that a slot is chosen.
/// </summary>
/// <param name="nonce">Of this attempt.</param>
/// <param name="slots">Slots that a leader said are chosen.</param>
/// <param name="configuration">Whose votes count.</param>
internal sealed class CatchUp(ulong nonce, SlotRange slots, Configuration configuration)
{
    private readonly SortedDictionary<int, VotesRead> answers = [];

    /// <summary>The question to every acceptor.</summary>
    public ReadVotes Question => new(nonce, slots, AnswersMax: 1);

    /// <summary>Takes an answer.</summary>
    /// <returns>The batches of consecutive slots from the first one on that are certain now; none while too few have answered.</returns>
    public IReadOnlyList<Batch> Hear(VotesRead answer)
    {
        var index = configuration.IndexOf(answer.Acceptor);
        if (answer.Nonce != nonce || index < 0 || answer.Covers.First != slots.First)
        {
            return [];
        }

        answers[index] = answer;
        var batches = new List<Batch>();
        for (var slot = slots.First; slot <= slots.Last; slot = slot.Next)
        {
            var speaking = answers.Values.Where(read => Speaks(read, slot)).ToArray();
            if (speaking.Length < configuration.Phase1Quorum)
            {
                break;
            }

            batches.Add(ChosenIn(slot, speaking));
        }

        return batches;
    }

    private static bool Speaks(VotesRead read, Slot slot) =>
        read.Covers.Contains(slot) && slot > read.TrimmedTo && !read.Faulty.Any(range => range.Contains(slot));

    private static Batch ChosenIn(Slot slot, IReadOnlyList<VotesRead> speaking)
    {
        var best = DecidingVote.Among(speaking.Select(read => VoteAt(read.Votes, slot)));
        Invariant.Check(best is not null, $"L1: slot {slot} is chosen and a phase-1 quorum has no vote in it");
        return best!.Batch;
    }

    // Votes come ordered by slot.
    private static Vote? VoteAt(IReadOnlyList<Vote> votes, Slot slot)
    {
        var (low, high) = (0, votes.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = votes[middle].Slot.CompareTo(slot);
            if (order == 0)
            {
                return votes[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
