using Paxos.Linearizability.Models;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;
using Paxos.Simulator;
using Paxos.Simulator.Applications;
using Paxos.Simulator.Checkers;
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Model_and_store_keep_the_same_versions_when_they_compact(ulong seed)
    {
        var rates = new WorkloadRates(1, 1, Keys: 3, Writes: 1, LargeValues: 0, Compactions: 0.1);
        var operations = new OperationSource(new Prng(seed), rates);
        var model = new ModelStore();
        var store = new KeyValueStore();
        for (var number = 1; number <= 300; number++)
        {
            var (operation, _) = operations.Next(number);
            operations.Learn(operation, store.Apply(operation));
            model.Execute(operation);

            StoreChecker.CompareKept(LearnerNode, store.Snapshot(), model);
        }

        Assert.True(store.CompactRevision > 0);
        Assert.Equal(store.CompactRevision, model.CompactRevision);
    }

    [Fact]
    public void A_store_that_lacks_a_deletion_is_found()
    {
        var model = new ModelStore();
        var store = new KeyValueStore();
        var put = new PutOperation("key"u8.ToArray(), "value"u8.ToArray());
        store.Apply(put);
        model.Execute(put);
        model.Execute(new DeleteRangeOperation("key"u8.ToArray(), default));

        var violation = Assert.Throws<ViolationException>(() => StoreChecker.CompareKept(LearnerNode, store.Snapshot(), model));

        Assert.Contains("deleted", violation.Message, StringComparison.Ordinal);
    }

    private static string Show(OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return $"{result.GetType().Name} {Convert.ToHexString(writer.Written)}";
    }
}
