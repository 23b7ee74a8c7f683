using System.Globalization;
using System.Text;
using Paxos.Linearizability.Models;
using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability;

/// <summary>
/// Makes linearizable histories of the real store: processes call, the store does the call at one moment in between, and they are
/// answered; now and then a call or its answer is lost.
/// </summary>
/// <param name="random">It decides everything.</param>
/// <param name="processes">How many processes call at once.</param>
/// <param name="keys">How many keys they share, beside those that appends make.</param>
internal sealed class MadeHistory(Prng random, int processes, int keys)
{
    // A serializable read sees one of so many states that were last.
    private const int ViewsMax = 8;

    private readonly KeyValueStore store = new();
    private readonly List<StoreView> views = [];
    private readonly List<StoreCall> calls = [];
    private readonly Dictionary<string, long> modRevisions = new(StringComparer.Ordinal);
    private long clock;

    /// <summary>Share of calls that are lost on their way, and of answers.</summary>
    public double Losses { get; init; } = 0.01;

    /// <summary>How many values there are; 0: every write has its own.</summary>
    public int Values { get; init; }

    /// <summary>Whether some reads are serializable.</summary>
    public bool HasSerializableReads { get; init; } = true;

    /// <summary>Share of calls that compact. They are never lost.</summary>
    public double Compactions { get; init; } = 0.001;

    /// <summary>Makes so many calls.</summary>
    public IReadOnlyList<StoreCall> Make(int count)
    {
        views.Add(store.Snapshot());
        var open = new StoreCall?[processes];
        while (calls.Count < count || open.Any(call => call is not null))
        {
            clock++;
            var process = (int)random.Next(0, processes - 1);
            open[process] = open[process] switch
            {
                null => calls.Count + open.Count(call => call is not null) < count ? Invoke(process) : null,
                { Result: null } called => Execute(called),
                var executed => Return(executed),
            };
        }

        return calls;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Number(string prefix, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    private StoreCall Invoke(int process)
    {
        var operation = random.Chance(Compactions) ? new CompactOperation(random.Next(1, store.Revision)) : NextOperation();
        return new StoreCall
        {
            Number = (int)clock,
            Process = Number("p", process),
            InvokedAt = clock,
            Outcome = Outcome.Unknown,
            Operation = operation,
            IsSerializable = HasSerializableReads && operation is RangeOperation && random.Chance(0.3),
        };
    }

    // A call that is lost stays pending, and its process goes on.
    private StoreCall? Execute(StoreCall call)
    {
        if (call.Operation is not CompactOperation && random.Chance(Losses))
        {
            calls.Add(call);
            return null;
        }

        var result = call.IsSerializable
            ? views[(int)random.Next(0, views.Count - 1)].Read((RangeOperation)call.Operation)
            : store.Apply(call.Operation);
        if (call.IsWrite)
        {
            views.Add(store.Snapshot());
            views.RemoveRange(0, Math.Max(0, views.Count - ViewsMax));
        }

        return call with { Result = result };
    }

    private StoreCall? Return(StoreCall call)
    {
        var isLost = call.Operation is not CompactOperation && random.Chance(Losses);
        if (!isLost)
        {
            Learn(call);
        }

        calls.Add(isLost ? call with { Result = null } : call with { Outcome = Outcome.Answered, ReturnedAt = clock });
        return null;
    }

    private void Learn(StoreCall call)
    {
        switch (call.Operation, call.Result)
        {
            case (PutOperation put, WrittenResult written):
                modRevisions[ModelStore.Text(put.Key)] = written.Revision;
                break;
            case (CompareAndSetOperation compare, CompareAndSetResult compared):
                modRevisions[ModelStore.Text(compare.Key)] =
                    compared.Succeeded ? compared.Revision : compared.Current?.ModRevision ?? 0;
                break;
        }
    }

    private Operation NextOperation()
    {
        var value = Bytes(Number("v", Values > 0 ? random.Next(1, Values) : clock));
        var key = Number("key", random.Next(1, keys));
        return random.Next(1, 12) switch
        {
            1 or 2 => new AppendOperation(value),
            3 or 4 => new PutOperation(Bytes(key), value),
            5 or 6 or 7 => new CompareAndSetOperation(Bytes(key), value, modRevisions.GetValueOrDefault(key)),
            8 => new DeleteRangeOperation(Bytes(key), random.Chance(0.2) ? Bytes(key + "~") : default),
            9 => new RangeOperation(Bytes("key"), Bytes("key~"), random.Next(0, 3), 0, random.Next(0, store.Revision)),
            10 => new RangeOperation(Bytes(key), default, 0, random.Next(1, store.Revision + 1), 0),
            11 => new RangeOperation(Bytes(ModelStore.AppendedKey(Math.Max(2, store.Revision - 5))), Bytes("values0"), 0, 0, 0),
            _ => new RangeOperation(Bytes(key), default, 0, 0, 0),
        };
    }
}
