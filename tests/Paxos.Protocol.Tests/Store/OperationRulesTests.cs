using Paxos.Protocol.Store;

namespace Paxos.Protocol.Tests.Store;

public class OperationRulesTests
{
    public static TheoryData<Operation, StoreError, string> Broken => new()
    {
        { new PutOperation(Long(0), Long(1)), StoreError.EmptyKey, "The key must not be empty." },
        {
            new PutOperation(Long(4097), Long(1)),
            StoreError.KeyTooLong,
            "The key must be at most 4096 bytes. It has 4097."
        },
        {
            new PutOperation(Long(1), Long(2_000_000)),
            StoreError.ValueTooLarge,
            "The value must be at most 1572864 bytes. It has 2000000."
        },
        {
            new AppendOperation(Long(1_572_865)),
            StoreError.ValueTooLarge,
            "The value must be at most 1572864 bytes. It has 1572865."
        },
        { new CompareAndSetOperation(Long(0), Long(1), 0), StoreError.EmptyKey, "The key must not be empty." },
        {
            new CompareAndSetOperation(Long(1), Long(1), -1),
            StoreError.NegativeRevision,
            "The expected mod revision must be at least 0. It is -1."
        },
        { new DeleteRangeOperation(Long(0), Long(1)), StoreError.EmptyKey, "The key must not be empty." },
        {
            new DeleteRangeOperation(Long(1), Long(4098)),
            StoreError.KeyTooLong,
            "The range end must be at most 4097 bytes. It has 4098."
        },
        { new RangeOperation(Long(0), Long(0), 0, 0, 0), StoreError.EmptyKey, "The key must not be empty." },
        {
            new RangeOperation(Long(4098), Long(0), 0, 0, 0),
            StoreError.KeyTooLong,
            "The key must be at most 4097 bytes. It has 4098."
        },
    };

    public static TheoryData<Operation> Kept => new()
    {
        new PutOperation(Long(4096), Long(1_572_864)),
        new PutOperation(Long(1), Long(0)),
        new AppendOperation(Long(1_572_864)),
        new CompareAndSetOperation(Long(4096), Long(0), long.MaxValue),
        new DeleteRangeOperation(Long(4097), Long(4097)),
        new RangeOperation(Long(4097), Long(4097), -1, -1, -1),
        new CompactOperation(-1),
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_named_with_its_value(Operation operation, StoreError error, string message)
    {
        Assert.Equal(new FailedResult(error, message), OperationRules.Check(operation));
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_is_just_within_the_bounds_is_allowed(Operation operation)
    {
        Assert.Null(OperationRules.Check(operation));
    }

    private static ReadOnlyMemory<byte> Long(int length) => new byte[length];
}
