using Paxos.Protocol.Gossip;

namespace Paxos.Simulator.Checkers;

/// <summary>After healing, gossip converges: everybody who runs believes everybody who runs alive, in this life.</summary>
internal static class GossipChecker
{
    /// <summary>Who believes what is not so; null when all agree.</summary>
    public static string? Disagreement(World world)
    {
        foreach (var process in world.Processes.Where(process => process.IsUp))
        {
            foreach (var other in world.Processes.Where(other => other.IsUp))
            {
                var belief = process.Membership!.Find(other.Name);
                if (belief is not { State: MemberState.Alive })
                {
                    return $"{process.Name} believes {other.Name} {belief?.State.ToString() ?? "unknown"}, which is alive";
                }
            }
        }

        return null;
    }
}
