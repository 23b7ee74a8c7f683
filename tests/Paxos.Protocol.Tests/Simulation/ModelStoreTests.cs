using Paxos.Linearizability.Models;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;
using Paxos.Simulator.Applications;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>The simulator's model of the store and the store agree, so that a difference in a run comes from the protocol.</summary>
public sealed class ModelStoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Model_and_store_answer_alike(ulong seed)
    {
        var operations = new OperationSource(new Prng(seed), new WorkloadRates(1, 1, Keys: 3, Writes: 0.6, LargeValues: 0));
        var model = new ModelStore();
        var store = new KeyValueStore();

        for (var number = 1; number <= 500; number++)
        {
            var (operation, _) = operations.Next(number);
            var fromStore = operation is RangeOperation read ? store.Read(read) : store.Apply(operation);
            var fromModel = operation is RangeOperation range ? model.Execute(range) : model.Execute(operation);
            operations.Learn(operation, fromStore);

            Assert.Equal(Show(fromStore), Show(fromModel));
        }

        Assert.True(store.Revision > 100);
    }

    [Fact]
    public void No_two_writes_of_a_source_have_the_same_bytes()
    {
        var operations = new OperationSource(new Prng(1), new WorkloadRates(1, 1, Keys: 1, Writes: 1, LargeValues: 0));

        var bytes = Enumerable.Range(1, 500).Select(number => Convert.ToHexString(Encoded(operations.Next(number).Operation).Span));

        Assert.Equal(500, bytes.Distinct().Count());
    }

    private static string Show(OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return $"{result.GetType().Name} {Convert.ToHexString(writer.Written)}";
    }
}
