using Paxos.Protocol.Proposing;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

public sealed class CommandQueueTests
{
    [Fact]
    public void Batch_takes_everything_that_waits_up_to_its_bounds()
    {
        var queue = new CommandQueue(new ProtocolOptions { BatchBytesMax = 300 });
        for (var sequence = 1UL; sequence <= 5; sequence++)
        {
            Assert.True(queue.TryAdd(ClientNode, Command(sequence, 68)));
        }

        Assert.Equal(3, queue.TakeBatch().Count);
        Assert.Equal(2, queue.TakeBatch().Count);
    }

    [Fact]
    public void First_command_of_a_batch_may_be_larger_than_the_bound()
    {
        var queue = new CommandQueue(new ProtocolOptions { BatchBytesMax = 300 });
        queue.TryAdd(ClientNode, Command(1, 1_000));
        queue.TryAdd(ClientNode, Command(2, 10));

        Assert.Single(queue.TakeBatch());
    }

    [Fact]
    public void Copy_is_dropped_while_the_first_one_waits_or_is_in_flight()
    {
        var queue = new CommandQueue(new ProtocolOptions());
        queue.TryAdd(ClientNode, Command(1, 10));
        queue.TryAdd(ClientNode, Command(1, 10));
        var batch = Batch.Of(0, queue.TakeBatch());
        queue.TryAdd(ClientNode, Command(1, 10));
        Assert.Single(batch.Commands);
        Assert.Equal(0, queue.Count);

        queue.Forget(batch);
        queue.TryAdd(ClientNode, Command(1, 10));

        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void Queue_is_bounded_by_count_and_bytes()
    {
        var few = new CommandQueue(new ProtocolOptions { QueuedCommandsMax = 1 });
        Assert.True(few.TryAdd(ClientNode, Command(1, 10)));
        Assert.False(few.TryAdd(ClientNode, Command(2, 10)));

        var small = new CommandQueue(new ProtocolOptions { QueuedBytesMax = 100 });
        Assert.True(small.TryAdd(ClientNode, Command(1, 1_000)));
        Assert.False(small.TryAdd(ClientNode, Command(2, 10)));
    }

    [Fact]
    public void Drained_commands_are_named_by_who_sent_them()
    {
        var queue = new CommandQueue(new ProtocolOptions());
        queue.TryAdd(ClientNode, Command(1, 10));
        queue.TryAdd(new NodeId("client2", Role.Client), Command(2, 10));

        var drained = queue.Drain();

        Assert.Equal(2, drained.Count);
        Assert.Equal(0, queue.Count);
    }

    private static Execute Command(ulong sequence, int bytes) =>
        new(SessionId.Of(Slot.First, 0), sequence, 1, new byte[bytes]);
}
