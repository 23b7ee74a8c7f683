using Paxos.Protocol;

namespace Paxos.Simulator;

/// <summary>The processes of a cluster.</summary>
/// <param name="Processes">All of them.</param>
internal sealed record Topology(IReadOnlyList<ProcessPlan> Processes)
{
    /// <summary>The names the cluster is formed with.</summary>
    public IReadOnlyList<string> Acceptors => NamesOf(Role.Acceptor);

    /// <summary>The processes with a role.</summary>
    public IReadOnlyList<string> NamesOf(Role role) =>
        [.. Processes.Where(process => process.Has(role)).Select(process => process.Name)];

    /// <summary>Every role in its own process, with the documented names.</summary>
    public static Topology Apart(int proposers, int acceptors, int learners, int clients) => new(
    [
        .. Plans("proposer", Role.Proposer, proposers),
        .. Plans("acceptor", Role.Acceptor, acceptors),
        .. Plans("learner", Role.Learner, learners),
        .. Plans("client", Role.Client, clients),
    ]);

    /// <summary>All roles in each of <paramref name="processes"/> processes.</summary>
    public static Topology Together(int processes) => new(
    [
        .. Enumerable.Range(1, processes).Select(number => new ProcessPlan(
            $"node{number}", [Role.Proposer, Role.Acceptor, Role.Learner, Role.Client])),
    ]);

    /// <summary>
    /// Draws one: 1 to 7 acceptors, mostly three, 1 to 5 proposers, 1 to 4 learners, 1 to 3 client nodes, the roles apart, together, or
    /// proposers with acceptors and learners with clients.
    /// </summary>
    public static Topology Draw(Prng random)
    {
        var acceptors = random.Next(1, 16) switch { 1 => 1, 2 => 2, 3 or 4 => 4, 5 or 6 => 5, 7 => 6, 8 => 7, _ => 3 };
        var proposers = random.Next(1, 10) switch { 1 => 1, 2 => 4, 3 => 5, 4 or 5 or 6 => 3, _ => 2 };
        var learners = random.Next(1, 10) switch { 1 => 4, 2 => 3, 3 or 4 or 5 => 1, _ => 2 };
        var clients = random.Next(1, 10) switch { 1 => 3, 2 or 3 or 4 or 5 => 2, _ => 1 };
        return random.Next(1, 4) switch
        {
            1 => Together(Math.Min(acceptors, 5)),
            2 => Paired(Math.Max(proposers, 2), acceptors, Math.Max(learners, clients)),
            _ => Apart(proposers, acceptors, learners, clients),
        };
    }

    private static Topology Paired(int proposers, int acceptors, int fronts) => new(
    [
        .. Enumerable.Range(1, Math.Max(proposers, acceptors)).Select(number => new ProcessPlan(
            $"core{number}",
            (number <= proposers, number <= acceptors) switch
            {
                (true, true) => [Role.Proposer, Role.Acceptor],
                (true, false) => [Role.Proposer],
                _ => [Role.Acceptor],
            })),
        .. Enumerable.Range(1, fronts).Select(number => new ProcessPlan($"front{number}", [Role.Learner, Role.Client])),
    ]);

    private static IEnumerable<ProcessPlan> Plans(string name, Role role, int count) =>
        Enumerable.Range(1, count).Select(number => new ProcessPlan($"{name}{number}", [role]));

    /// <summary>The processes and their roles on one line.</summary>
    public override string ToString() => string.Join(
        ' ', Processes.Select(process => $"{process.Name}({string.Join('+', process.Roles)})"));
}
