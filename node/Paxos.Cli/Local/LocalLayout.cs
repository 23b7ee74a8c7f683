namespace Paxos.Cli.Local;

/// <summary>Which nodes a local cluster has.</summary>
internal static class LocalLayout
{
    private const string AllRoles = "proposer,acceptor,learner,client";

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

    /// <summary>Three nodes that each hold all four roles.</summary>
    public static IReadOnlyList<LocalNode> Combined { get; } =
    [
        new("node1", AllRoles, 8001, 7001, ClientPort: 6001, HasData: true),
        new("node2", AllRoles, 8002, 7002, ClientPort: 6002, HasData: true),
        new("node3", AllRoles, 8003, 7003, ClientPort: 6003, HasData: true),
    ];

    /// <summary>The layout that was last started in a folder, by its cluster file; the documented one where none was.</summary>
    public static IReadOnlyList<LocalNode> In(string root)
    {
        var file = LocalDirectory.ClusterFileIn(root);
        return File.Exists(file) && File.ReadLines(file).Contains(LocalDirectory.PeerLine(Combined[0])) ? Combined : Documented;
    }
}
