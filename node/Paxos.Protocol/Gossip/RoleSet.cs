using System.Numerics;

namespace Paxos.Protocol.Gossip;

/// <summary>The roles that one process holds.</summary>
/// <param name="Bits">Bit r−1 is set when the role of number r is held.</param>
public readonly record struct RoleSet(byte Bits)
{
    private const Role Last = Role.Client;

    /// <summary>No role, and so the lowest value.</summary>
    public static RoleSet None => default;

    /// <summary>Every role.</summary>
    public static RoleSet All => Of(Role.Proposer, Role.Acceptor, Role.Learner, Role.Client);

    /// <summary>How many roles.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The set of <paramref name="roles"/>.</summary>
    public static RoleSet Of(params ReadOnlySpan<Role> roles)
    {
        var bits = 0;
        foreach (var role in roles)
        {
            bits |= Bit(role);
        }

        return new RoleSet((byte)bits);
    }

    /// <summary>Whether <paramref name="role"/> is held.</summary>
    public bool Has(Role role) => (Bits & Bit(role)) != 0;

    /// <summary>The roles in the order of their numbers.</summary>
    public IReadOnlyList<Role> ToList()
    {
        var roles = new List<Role>(Count);
        for (var role = Role.Proposer; role <= Last; role++)
        {
            if (Has(role))
            {
                roles.Add(role);
            }
        }

        return roles;
    }

    /// <summary>The roles with commas between them, for example <c>Proposer,Acceptor</c>.</summary>
    public override string ToString() => string.Join(',', ToList());

    private static int Bit(Role role) => 1 << ((int)role - 1);
}
