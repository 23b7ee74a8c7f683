using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

public class OperationResultCodecTests
{
    private static readonly KeyValue Some = new(Bytes("a"), Bytes("xy"), 2, 3, 4);

    // Results stand in snapshots, in the sessions' caches: their bytes are a promise.
    public static TheoryData<OperationResult, string> Encodings => new()
    {
        { new WrittenResult(2, Bytes("a")), "01040161" },
        { new DeletedResult(300, 2), "02D80404" },
        { new CompareAndSetResult(true, 2, null), "03010400" },
        { new CompareAndSetResult(false, 3, Some), "03000601" + "0161027879040608" },
        { new CompactedResult(9), "0412" },
        { new RangeResult(3, [], false, 0), "0506000000" },
        { new RangeResult(3, [Some, Some], true, 7), "0506010E02" + "0161027879040608" + "0161027879040608" },
        { new FailedResult(StoreError.Compacted, "no"), "0601026E6F" },
        { new FailedResult(StoreError.NegativeRevision, ""), "060600" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_result_has_the_bytes_that_it_always_had(OperationResult result, string hex)
    {
        Assert.Equal(hex, Hex(result));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_result_survives_the_round_trip(OperationResult result, string hex)
    {
        var decoded = OperationResultCodec.Decode(Convert.FromHexString(hex));

        Assert.Equal(Line(result), Line(decoded));
        Assert.Equal(hex, Hex(decoded));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void An_encoding_cut_at_any_byte_or_with_a_byte_too_many_is_refused(OperationResult result, string hex)
    {
        Assert.NotNull(result);
        var whole = Convert.FromHexString(hex);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<EncodingException>(() => OperationResultCodec.Decode(whole.AsMemory(0, length)));
        }

        Assert.Throws<EncodingException>(() => OperationResultCodec.Decode((byte[])[.. whole, 0]));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("07")]
    [InlineData("060000")]
    [InlineData("060800")]
    [InlineData("03020400")]
    [InlineData("05060000FFFFFFFF0F")]
    public void What_is_no_result_is_refused(string hex)
    {
        Assert.Throws<EncodingException>(() => OperationResultCodec.Decode(Convert.FromHexString(hex)));
    }

    private static string Hex(OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return Convert.ToHexString(writer.Written);
    }
}
