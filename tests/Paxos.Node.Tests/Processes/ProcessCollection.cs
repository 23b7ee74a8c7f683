namespace Paxos.Node.Tests.Processes;

/// <summary>Tests that need processes: one at a time, and with no other test beside them, for each of them takes the whole machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection : ICollectionFixture<TenNodes>
{
    public const string Name = "Processes";
}
