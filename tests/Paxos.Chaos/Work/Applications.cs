using System.Globalization;
using System.Text;
using Paxos.Linearizability.Models;
using Paxos.Processes;
using Paxos.Processes.Load;
using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Chaos.Work;

/// <summary>
/// Applications at work: closed loops that write, append, compare and set, delete and read on a few common keys. No two values are
/// alike, so that the checker can tell whose write it sees; nothing is ever asked twice.
/// </summary>
internal sealed class Applications : IAsyncDisposable
{
    private const int PerClient = 5;
    private const int Keys = 6;
    private const int LargeBytes = 128 * 1024;

    /// <summary>Longer than an election, so that most calls are answered; short enough to ask again often in a minute.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(4);

    /// <summary>After a failure, so that a loop does not spin on a node that is down.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    private readonly CallRecorder recorder;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> loops = [];
    private readonly long[] modRevisions = new long[Keys + 1];
    private long highestRevision = 1;
    private long number;
    private volatile bool writesLarge;

    /// <summary>Sets the loops going.</summary>
    public Applications(CallRecorder recorder, IReadOnlyList<StoreClient> clients, Prng random)
    {
        this.recorder = recorder;
        for (var index = 0; index < PerClient * clients.Count; index++)
        {
            loops.Add(RunAsync($"app{index}", clients[index % clients.Count], new Prng(random.NextBits())));
        }
    }

    /// <summary>All keys but those that appends make.</summary>
    public static RangeOperation AllKeys { get; } = new("key"u8.ToArray(), "kez"u8.ToArray(), 0, 0, 0);

    /// <summary>Whether large values are among those written.</summary>
    public void SetLarge(bool isLarge) => writesLarge = isLarge;

    /// <summary>Ends the loops after the calls that are under way.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task RunAsync(string name, StoreClient client, Prng random)
    {
        using var own = client.Another(CallTimeout);
        while (!stopping.IsCancellationRequested)
        {
            var (operation, isSerializable) = Next(random);
            var call = await recorder.CallAsync(name, own, operation, isSerializable);
            Learn(call);
            await Task.Delay(call.IsAnswered ? TimeSpan.FromMilliseconds(random.Next(2, 30)) : PauseAfterFailure);
        }
    }

    private (Operation Operation, bool IsSerializable) Next(Prng random)
    {
        var value = Bytes(Invariant($"value{Interlocked.Increment(ref number)}"));
        var index = random.Next(1, Keys);
        var key = Bytes(Invariant($"key{index}"));
        if (writesLarge && random.Chance(0.5))
        {
            return (new PutOperation("large"u8.ToArray(), Bytes(Encoding.Latin1.GetString(value).PadRight(LargeBytes, '.'))), false);
        }

        var seen = Volatile.Read(ref highestRevision);
        return random.Next(1, 20) switch
        {
            <= 4 => (new AppendOperation(value), false),
            <= 7 => (new PutOperation(key, value), false),
            <= 10 => (new CompareAndSetOperation(key, value, Volatile.Read(ref modRevisions[index])), false),
            11 => (new DeleteRangeOperation(key, default), false),
            12 => (AllKeys, random.Chance(0.3)),

            // The latest appended values: a range that begins a little below the highest revision that anybody has seen.
            13 => (new RangeOperation(Bytes(ModelStore.AppendedKey(Math.Max(1, seen - 10))), "values0"u8.ToArray(), 10, 0, 0), false),
            14 => (new RangeOperation(key, default, 0, random.Next(Math.Max(1, seen - 100), seen), 0), false),
            15 or 16 => (new RangeOperation(key, default, 0, 0, 0), true),
            _ => (new RangeOperation(key, default, 0, 0, 0), false),
        };
    }

    // For comparisons that have a chance, and for reads of old revisions.
    private void Learn(StoreCall call)
    {
        switch (call.Operation, call.Result)
        {
            case (PutOperation put, WrittenResult written):
                Note(put.Key, written.Revision);
                break;
            case (CompareAndSetOperation compare, CompareAndSetResult compared):
                Note(compare.Key, compared.Succeeded ? compared.Revision : compared.Current?.ModRevision ?? 0);
                break;
            case (DeleteRangeOperation delete, DeletedResult):
                Note(delete.Key, 0);
                break;
            case (_, RangeResult range):
                Volatile.Write(ref highestRevision, Math.Max(Volatile.Read(ref highestRevision), range.Revision));
                foreach (var pair in range.KeyValues)
                {
                    Note(pair.Key, pair.ModRevision);
                }

                break;
        }
    }

    private void Note(ReadOnlyMemory<byte> key, long revision)
    {
        if (key.Length == "key1".Length && key.Span[..3].SequenceEqual("key"u8))
        {
            Volatile.Write(ref modRevisions[key.Span[3] - '0'], revision);
        }
    }
}
