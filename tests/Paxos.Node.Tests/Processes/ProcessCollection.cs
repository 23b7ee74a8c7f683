namespace Paxos.Node.Tests.Processes;

/// <summary>
/// Tests with processes: one at a time and with no other test beside them, for each takes the whole machine.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection : ICollectionFixture<TenNodes>
{
    public const string Name = "Processes";
}
