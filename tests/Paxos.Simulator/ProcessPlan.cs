using Paxos.Protocol;

namespace Paxos.Simulator;

/// <summary>A process of a topology.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">The roles that it holds, ordered by number; the first speaks for it in gossip.</param>
internal sealed record ProcessPlan(string Name, IReadOnlyList<Role> Roles)
{
    /// <summary>Whether it holds <paramref name="role"/>.</summary>
    public bool Has(Role role) => Roles.Contains(role);
}
