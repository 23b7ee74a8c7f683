using Paxos.Protocol.Encoding;

namespace Paxos.Protocol;

/// <summary>Sizes of quorums.</summary>
public static class Quorum
{
    /// <summary>The smallest number of <paramref name="acceptors"/> of which any two groups meet.</summary>
    public static int Majority(int acceptors) => (acceptors / 2) + 1;

    /// <summary>Checks that every phase-1 quorum meets every phase-2 quorum.</summary>
    /// <exception cref="EncodingException">They need not meet, or a size is out of range.</exception>
    public static void Validate(int acceptors, int phase1Quorum, int phase2Quorum)
    {
        if (phase1Quorum < 1 || phase1Quorum > acceptors || phase2Quorum < 1 || phase2Quorum > acceptors)
        {
            throw new EncodingException(
                $"A quorum has 1 to {acceptors} acceptors. Phase 1 has {phase1Quorum}, phase 2 has {phase2Quorum}.");
        }

        if (phase1Quorum + phase2Quorum <= acceptors)
        {
            throw new EncodingException(
                $"Quorum sizes must add up to more than {acceptors}. They are {phase1Quorum} and {phase2Quorum}.");
        }
    }
}
