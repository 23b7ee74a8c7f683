using Paxos.Protocol.Encoding;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Encoding;

public sealed class BatchTests
{
    [Fact]
    public void Batch_keeps_its_commands_and_stamp()
    {
        Command[] commands = [new OpenSession(5), new Execute(SessionId.Of(At(2), 1), 3, 2, Append("v")), new KeepAlive(new SessionId(4))];

        var decoded = Batch.Decode(Batch.Of(77, commands).Bytes);

        Assert.Equal(77, decoded.Stamp);
        Assert.Equal(3, decoded.Commands.Count);
        Assert.Equal(commands[0], decoded.Commands[0]);
        Assert.Equal(commands[2], decoded.Commands[2]);
    }

    [Fact]
    public void Equal_bytes_are_equal_batches()
    {
        Assert.Equal(BatchOf("x"), Batch.Decode(BatchOf("x").Bytes));
        Assert.NotEqual(BatchOf("x"), BatchOf("y"));
        Assert.Same(Batch.Noop, Batch.Decode(Batch.Noop.Bytes));
    }

    // The order of slots matters, and the hash of a part can be taken out of the whole.
    [Fact]
    public void Prefix_hash_tells_order_and_can_be_split()
    {
        var (x, y) = (BatchOf("x"), BatchOf("y"));
        var xy = PrefixHash.Empty.With(At(1), x).With(At(2), y);

        Assert.NotEqual(xy, PrefixHash.Empty.With(At(1), y).With(At(2), x));
        Assert.Equal(PrefixHash.Empty.With(At(2), y), xy.Without(PrefixHash.Empty.With(At(1), x)));
    }

    [Fact]
    public void Batch_without_commands_or_with_too_many_is_a_bug()
    {
        Assert.Throws<InvariantException>(() => Batch.Of(0, []));
        Assert.Throws<InvariantException>(() => Batch.Of(0, new Command[Batch.CommandsMax + 1]));
    }

    [Fact]
    public void Unknown_kind_is_refused()
    {
        Assert.Throws<EncodingException>(() => Batch.Decode(new byte[] { 9 }));
    }
}
