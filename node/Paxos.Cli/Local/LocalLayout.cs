namespace Paxos.Cli.Local;

/// <summary>Which nodes a local cluster has.</summary>
internal static class LocalLayout
{
    /// <summary>The ten documented nodes: three proposers, three acceptors, two learners, two clients.</summary>
    public static IReadOnlyList<LocalNode> Documented { get; } =
    [
        new("proposer1", "proposer", 8001, 7001),
        new("proposer2", "proposer", 8002, 7002),
        new("proposer3", "proposer", 8003, 7003),
        new("acceptor1", "acceptor", 8004, 7004, HasData: true),
        new("acceptor2", "acceptor", 8005, 7005, HasData: true),
        new("acceptor3", "acceptor", 8006, 7006, HasData: true),
        new("learner1", "learner", 8007, 7007, HasData: true),
        new("learner2", "learner", 8008, 7008, HasData: true),
        new("client1", "client", 8009, 7009, ClientPort: 6001),
        new("client2", "client", 8010, 7010, ClientPort: 6002),
    ];
}
