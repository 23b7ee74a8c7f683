using System.Text;
using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Node.Net;

/// <summary>
/// Runs one operation of the store for a caller: checks its form, gives it a deadline, waits for the answer, and keeps a record of it.
/// </summary>
/// <param name="requests">The way to the client role.</param>
/// <param name="responses">Where answers are kept for people.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class StoreCaller(ClientRequests requests, ResponseLog responses, TimeProvider timeProvider)
{
    /// <summary>How long a call without a deadline may take: longer than an election, short enough for a person.</summary>
    public static readonly TimeSpan DeadlineDefault = TimeSpan.FromSeconds(5);

    /// <summary>The longest deadline; more would only hold memory for a caller that has probably gone.</summary>
    public static readonly TimeSpan DeadlineMaximum = TimeSpan.FromSeconds(60);

    /// <summary>The answer leaves this long before the caller's deadline, so that it says more than that time is up.</summary>
    public static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(50);

    private const int NameCharactersMax = 128;

    /// <summary>Runs it.</summary>
    /// <typeparam name="TResult">The result that the store gives to this operation.</typeparam>
    /// <param name="operation">The operation.</param>
    /// <param name="kind">Whether it changes something, and how fresh a read must be.</param>
    /// <param name="name">What is kept of the question, without any value.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="RpcException">It was not done; the status says why and whether it may have happened.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Operation operation, RequestKind kind, string name, ServerCallContext context)
        where TResult : OperationResult
    {
        var start = timeProvider.GetTimestamp();
        try
        {
            if (OperationRules.Check(operation) is { } broken)
            {
                throw new RpcException(ReplyStatus.Of(broken));
            }

            var writer = new ByteWriter();
            OperationCodec.Encode(operation, writer);
            var reply = await requests.AskAsync(writer.ToArray(), kind, DeadlineOf(context), context.CancellationToken);
            var result = reply.Kind == ReplyKind.Done
                ? OperationResultCodec.Decode(reply.Result)
                : throw new RpcException(ReplyStatus.Of(reply));
            if (result is FailedResult failed)
            {
                throw new RpcException(ReplyStatus.Of(failed));
            }

            Record(name, "ok", RevisionOf(result), start);
            return (TResult)result;
        }
        catch (RpcException failure)
        {
            Record(name, $"{failure.StatusCode}: {failure.Status.Detail}", 0, start);
            throw;
        }
        catch (OperationCanceledException)
        {
            Record(name, "the caller waited no more", 0, start);
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller waits no more. It may or may not have happened."));
        }
    }

    /// <summary>A verb and a key as they may stand in a record: readable, and not too long.</summary>
    public static string NameOf(string verb, ReadOnlySpan<byte> key)
    {
        if (key is [0])
        {
            return $"{verb} all";
        }

        var text = System.Text.Encoding.UTF8.GetString(key[..Math.Min(key.Length, NameCharactersMax)]);
        var shown = new StringBuilder(verb, verb.Length + 1 + text.Length).Append(' ');
        foreach (var character in text)
        {
            shown.Append(char.IsControl(character) ? '?' : character);
        }

        return shown.ToString();
    }

    private TimeSpan DeadlineOf(ServerCallContext context)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return DeadlineDefault;
        }

        var left = context.Deadline - timeProvider.GetUtcNow().UtcDateTime - AnswerMargin;
        var least = TimeSpan.FromMilliseconds(1);
        return left > DeadlineMaximum ? DeadlineMaximum : left < least ? least : left;
    }

    private static long RevisionOf(OperationResult result) => result switch
    {
        WrittenResult written => written.Revision,
        DeletedResult deleted => deleted.Revision,
        CompareAndSetResult compared => compared.Revision,
        CompactedResult compacted => compacted.Revision,
        RangeResult range => range.Revision,
        _ => 0,
    };

    private void Record(string name, string outcome, long revision, long start) => responses.Add(new ResponseRecord
    {
        UnixMilliseconds = timeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
        Request = name,
        Outcome = outcome,
        Revision = revision,
        LatencyMilliseconds = timeProvider.GetElapsedTime(start).TotalMilliseconds,
    });
}
