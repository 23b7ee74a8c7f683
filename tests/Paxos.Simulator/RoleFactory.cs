using System.Diagnostics;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Simulator;

/// <summary>Makes the role objects of a process; the only place that knows their constructors.</summary>
internal static class RoleFactory
{
    /// <summary>The role's object for a new life.</summary>
    public static BaseNode Make(Role role, NodeContext context, Prng random, bool speaksForProcess) => role switch
    {
        Role.Proposer => new Proposer(context, random, speaksForProcess),
        Role.Acceptor => new Acceptor(context, random, speaksForProcess),
        Role.Learner => new Learner(context, random, speaksForProcess),
        Role.Client => new Client(context, random, speaksForProcess),
        _ => throw new UnreachableException($"No role {role}."),
    };

    /// <summary>The process's gossip for a new life. Everybody is a seed, as in a deployment that lists its nodes.</summary>
    public static Membership MakeMembership(ProcessPlan plan, Topology topology, ulong bootNonce, Prng random)
    {
        var details = new MemberDetails(RoleSet.Of([.. plan.Roles]), "", "", "", "simulated", bootNonce);
        var seeds = topology.Processes.Select(process => process.Name).ToArray();
        return new Membership(plan.Name, details, seeds, new GossipOptions(), random);
    }
}
