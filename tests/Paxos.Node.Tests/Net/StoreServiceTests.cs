using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Net;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Node.Tests.Net;

public sealed class StoreServiceTests
{
    private const int ConnectionsOfOneApplication = 1_000;

    [Fact]
    public async Task A_write_is_answered_with_its_revision_and_kept_without_its_value()
    {
        await using var port = await ClientPort.StartAsync(Written);

        var response = await port.Store.PutAsync(new PutRequest { Key = Bytes("users/7"), Value = Bytes("secret") });

        Assert.Equal(7, response.Revision);
        var record = Assert.Single(port.Responses.Snapshot());
        Assert.Equal(("put users/7", "ok", 7L), (record.Request, record.Outcome, record.Revision));
    }

    [Fact]
    public async Task A_read_carries_its_consistency_to_the_role_and_its_keys_back()
    {
        var kinds = new List<RequestKind>();
        await using var port = await ClientPort.StartAsync(request =>
        {
            kinds.Add(request.Kind);
            var found = new Paxos.Protocol.Store.KeyValue("k"u8.ToArray(), "v"u8.ToArray(), 2, 3, 4);
            return Done(request, new RangeResult(9, [found], true, 5));
        });

        var response = await port.Store.RangeAsync(new RangeRequest { Key = Bytes("k") });
        await port.Store.RangeAsync(new RangeRequest { Key = Bytes("k"), Consistency = Consistency.Serializable });

        Assert.Equal([RequestKind.LinearizableRead, RequestKind.SerializableRead], kinds);
        Assert.Equal((9, true, 5), (response.Revision, response.More, response.Count));
        var keyValue = Assert.Single(response.Kvs);
        Assert.Equal(("k", "v", 2, 3, 4), (keyValue.Key.ToStringUtf8(), keyValue.Value.ToStringUtf8(),
            keyValue.CreateRevision, keyValue.ModRevision, keyValue.Version));
    }

    [Theory]
    [InlineData(ReplyKind.Overloaded, StatusCode.ResourceExhausted, "Nothing was stored")]
    [InlineData(ReplyKind.NoSpace, StatusCode.ResourceExhausted, "Nothing was stored")]
    [InlineData(ReplyKind.Unavailable, StatusCode.Unavailable, "Nothing was stored")]
    [InlineData(ReplyKind.OutcomeUnknown, StatusCode.DeadlineExceeded, "may or may not have happened")]
    [InlineData(ReplyKind.SessionExpired, StatusCode.Aborted, "may or may not have happened")]
    public async Task What_was_not_done_says_whether_it_may_have_happened(ReplyKind kind, StatusCode code, string words)
    {
        await using var port = await ClientPort.StartAsync(request => new Reply(request.RequestId, kind, default, "a reason"));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await port.Store.AppendAsync(new AppendRequest()));

        Assert.Equal(code, failure.StatusCode);
        Assert.Contains("a reason", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(words, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_rule_is_told_before_anybody_is_asked()
    {
        await using var port = await ClientPort.StartAsync(_ => throw new InvalidOperationException("Nobody should be asked."));

        var emptyKey = await RefusalAsync(port.Store.PutAsync(new PutRequest { Value = Bytes("v") }));
        var tooLarge = await RefusalAsync(port.Store.AppendAsync(
            new AppendRequest { Value = ByteString.CopyFrom(new byte[StoreLimits.ValueBytesMax + 1]) }));

        Assert.Equal((StatusCode.InvalidArgument, "The key must not be empty."), (emptyKey.StatusCode, emptyKey.Detail));
        Assert.Equal(StatusCode.InvalidArgument, tooLarge.StatusCode);
        Assert.Contains("at most 1572864 bytes. It has 1572865", tooLarge.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_store_refuses_is_told_with_its_rule()
    {
        await using var port = await ClientPort.StartAsync(
            request => Done(request, new FailedResult(StoreError.Compacted, "Revision 2 has been compacted.")));

        var refusal = await RefusalAsync(port.Store.RangeAsync(new RangeRequest { Key = Bytes("k"), Revision = 2 }));

        Assert.Equal((StatusCode.OutOfRange, "Revision 2 has been compacted."), (refusal.StatusCode, refusal.Detail));
    }

    [Fact]
    public async Task The_role_gets_a_little_less_time_than_the_caller_gives_and_never_more_than_a_minute()
    {
        var deadlines = new List<long>();
        await using var port = await ClientPort.StartAsync(request =>
        {
            deadlines.Add(request.DeadlineMilliseconds);
            return Written(request);
        });

        await port.Store.AppendAsync(new AppendRequest());
        await port.Store.AppendAsync(new AppendRequest(), deadline: DateTime.UtcNow.AddSeconds(30));
        await port.Store.AppendAsync(new AppendRequest(), deadline: DateTime.UtcNow.AddHours(1));

        Assert.Equal(5_000, deadlines[0]);
        Assert.InRange(deadlines[1], 1, 30_000 - (long)StoreCaller.AnswerMargin.TotalMilliseconds);
        Assert.Equal(60_000, deadlines[2]);
    }

    [Fact]
    public async Task An_application_may_open_a_thousand_connections()
    {
        await using var port = await ClientPort.StartAsync(Written);
        var channels = Enumerable.Range(0, ConnectionsOfOneApplication)
            .Select(_ => GrpcChannel.ForAddress(port.Address)).ToList();

        var answers = await Task.WhenAll(channels.Select(
            channel => new Store.StoreClient(channel).AppendAsync(new AppendRequest()).ResponseAsync));

        Assert.All(answers, answer => Assert.Equal(7, answer.Revision));
        channels.ForEach(channel => channel.Dispose());
    }

    [Fact]
    public async Task A_connection_too_many_is_closed_and_the_others_go_on()
    {
        await using var port = await ClientPort.StartAsync(Written, connectionsMax: 1);
        await port.Store.AppendAsync(new AppendRequest());
        using var second = GrpcChannel.ForAddress(port.Address);

        var refusal = await RefusalAsync(new Store.StoreClient(second).AppendAsync(new AppendRequest()));
        var answer = await port.Store.AppendAsync(new AppendRequest());

        Assert.NotEqual(StatusCode.OK, refusal.StatusCode);
        Assert.Equal(7, answer.Revision);
    }

    [Fact]
    public void Only_the_last_answers_are_kept()
    {
        var log = new ResponseLog();
        for (var number = 0; number <= ResponseLog.RecordsMax; number++)
        {
            log.Add(new ResponseRecord { Revision = number });
        }

        Assert.Equal(ResponseLog.RecordsMax, log.Snapshot().Count);
        Assert.Equal((1, 1_000), (log.Snapshot()[0].Revision, log.Snapshot()[^1].Revision));
    }

    private static async Task<Status> RefusalAsync<TResponse>(AsyncUnaryCall<TResponse> call) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await call)).Status;

    private static Reply Written(Request request) => Done(request, new WrittenResult(7, "k"u8.ToArray()));

    private static Reply Done(Request request, OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return new Reply(request.RequestId, ReplyKind.Done, writer.ToArray(), string.Empty);
    }

    private static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);
}
