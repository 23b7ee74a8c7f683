using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

public class OperationCodecTests
{
    // Bytes stand in logs that outlive this version: they are a promise.
    public static TheoryData<Operation, string> Encodings => new()
    {
        { new AppendOperation(Bytes("v")), "010176" },
        { Put("ab", "xyz"), "0202616203" + "78797A" },
        { Put("", ""), "020000" },
        { Delete("a"), "03016100" },
        { Delete("a", "c"), "0301610163" },
        { CompareAndSet("a", "x", 7), "04016101780E" },
        { CompareAndSet("a", "x", long.MinValue), "0401610178FFFFFFFFFFFFFFFFFF01" },
        { new CompactOperation(300), "05D804" },
        { Range("a", "c", 10, -1, 3), "0601610163140106" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void An_operation_has_the_bytes_that_it_always_had(Operation operation, string hex)
    {
        Assert.Equal(hex, Hex(operation));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void An_operation_survives_the_round_trip(Operation operation, string hex)
    {
        var decoded = OperationCodec.Decode(Convert.FromHexString(hex));

        Assert.Equal(operation.GetType(), decoded.GetType());
        Assert.Equal(hex, Hex(decoded));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void An_encoding_cut_at_any_byte_or_with_a_byte_too_many_is_refused(Operation operation, string hex)
    {
        Assert.NotNull(operation);
        var whole = Convert.FromHexString(hex);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<EncodingException>(() => OperationCodec.Decode(whole.AsMemory(0, length)));
        }

        Assert.Throws<EncodingException>(() => OperationCodec.Decode((byte[])[.. whole, 0]));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("07")]
    [InlineData("FF")]
    [InlineData("01FFFFFFFF0F")]
    [InlineData("05FFFFFFFFFFFFFFFFFF02")]
    public void What_is_no_operation_is_refused(string hex)
    {
        Assert.Throws<EncodingException>(() => OperationCodec.Decode(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Garbage_is_refused_or_is_an_operation_and_never_anything_else()
    {
        var prng = new Prng(31);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var garbage = new byte[prng.Next(0, 12)];
            for (var at = 0; at < garbage.Length; at++)
            {
                garbage[at] = (byte)prng.Next(0, at == 0 ? 7 : 255);
            }

            try
            {
                var operation = OperationCodec.Decode(garbage);
                Assert.Equal(Hex(operation), Hex(OperationCodec.Decode(Convert.FromHexString(Hex(operation)))));
            }
            catch (EncodingException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    private static string Hex(Operation operation)
    {
        var writer = new ByteWriter();
        OperationCodec.Encode(operation, writer);
        return Convert.ToHexString(writer.Written);
    }
}
