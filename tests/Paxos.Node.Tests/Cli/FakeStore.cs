using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Paxos.Node.Protos;

namespace Paxos.Node.Tests.Cli;

/// <summary>The key space behind a <see cref="FakeClientNode"/>, and the faults it is told to have.</summary>
public sealed class FakeStore
{
    private readonly SortedDictionary<string, KeyValue> pairs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Func<ServerCallContext, Task>> faults = new();

    /// <summary>How many pairs fit on one page of a range.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>As etcd has it: an empty store is at revision 1.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>Every request that was answered, in order.</summary>
    public ConcurrentQueue<IMessage> Requests { get; } = new();

    /// <summary>The next call meets this instead of an answer.</summary>
    public void FailNext(StatusCode status, string detail = "") =>
        FailNext(_ => throw new RpcException(new Status(status, detail)));

    /// <inheritdoc cref="FailNext(StatusCode, string)"/>
    public void FailNext(Func<ServerCallContext, Task> fault) => faults.Enqueue(fault);

    /// <summary>Meets the fault that waits, if one does, and notes the request.</summary>
    public async Task EnterAsync(IMessage request, ServerCallContext context)
    {
        Requests.Enqueue(request);
        if (faults.TryDequeue(out var fault))
        {
            await fault(context);
        }
    }

    public KeyValue? Find(string key)
    {
        lock (pairs)
        {
            return pairs.GetValueOrDefault(key);
        }
    }

    public WriteResponse Put(ByteString? key, ByteString value)
    {
        lock (pairs)
        {
            Revision++;
            key ??= ByteString.CopyFromUtf8($"values/{Revision:D20}");
            var before = pairs.GetValueOrDefault(Text(key));
            pairs[Text(key)] = new KeyValue
            {
                Key = key,
                Value = value,
                CreateRevision = before?.CreateRevision ?? Revision,
                ModRevision = Revision,
                Version = (before?.Version ?? 0) + 1,
            };
            return new WriteResponse { Revision = Revision, Key = key };
        }
    }

    public DeleteRangeResponse Delete(DeleteRangeRequest request)
    {
        lock (pairs)
        {
            var doomed = pairs.Keys.Where(key => InRange(key, request.Key, request.RangeEnd)).ToArray();
            Array.ForEach(doomed, key => pairs.Remove(key));
            Revision += doomed.Length > 0 ? 1 : 0;
            return new DeleteRangeResponse { Revision = Revision, Deleted = doomed.Length };
        }
    }

    public RangeResponse Range(RangeRequest request)
    {
        lock (pairs)
        {
            var found = pairs
                .Where(pair => InRange(pair.Key, request.Key, request.RangeEnd))
                .Select(pair => pair.Value)
                .Where(pair => pair.ModRevision >= request.MinModRevision)
                .Where(pair => request.Revision <= 0 || pair.ModRevision <= request.Revision)
                .ToArray();
            var more = found.Length > PageSize;
            var response = new RangeResponse { Revision = Revision, Count = found.Length, More = more };
            response.Kvs.AddRange(found.Take(PageSize));
            return response;
        }
    }

    // Latin-1 keeps each byte as one character, so that ordinal order is the order of bytes.
    private static string Text(ByteString bytes) => System.Text.Encoding.Latin1.GetString(bytes.Span);

    private static bool InRange(string key, ByteString from, ByteString end)
    {
        var low = string.CompareOrdinal(key, Text(from));
        return end.Length == 0 ? low == 0
            : low >= 0 && (Text(end) == "\0" || string.CompareOrdinal(key, Text(end)) < 0);
    }
}
