using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

/// <summary>
/// Thousands of random operations on the store and on <see cref="NaiveStore"/>, which must agree on every answer.
/// </summary>
public class KeyValueStoreModelTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Every_answer_is_that_of_the_naive_store(ulong seed)
    {
        var prng = new Prng(seed);
        var store = new KeyValueStore();
        var model = new NaiveStore();
        var answers = new SortedDictionary<string, int>();
        for (var step = 0; step < 2_000; step++)
        {
            var operation = Any(prng, model);

            var answer = Line(store.Apply(operation));

            Assert.True(
                model.Apply(operation) == answer,
                $"seed {seed}, step {step}: {operation} was answered {answer}");
            Assert.Equal(model.Revision, store.Revision);
            Assert.Equal(model.CompactRevision, store.CompactRevision);
            store.CheckShape();
            if (step % 50 == 0)
            {
                AssertKeepsTheSame(store, model);
            }

            var kind = answer.Split(' ')[0];
            answers[kind] = answers.GetValueOrDefault(kind) + 1;
        }

        // A run that never reached one of the answers would prove little about it.
        Assert.Equal(["compacted", "compared", "deleted", "failed", "range", "written"], answers.Keys);
        Assert.All(answers, entry => Assert.True(entry.Value >= 10, $"only {entry.Value} answers were {entry.Key}"));
    }

    private static void AssertKeepsTheSame(KeyValueStore store, NaiveStore model)
    {
        var view = store.Snapshot();
        Assert.Equal(model.Kept(), view.Export().Select(Line));

        var imported = KeyValueStore.Import(view.Revision, view.CompactRevision, view.Export());
        imported.CheckShape();
        Assert.Equal(store.Digest(), imported.Digest());
        Assert.Equal(store.Bytes, imported.Bytes);
        Assert.Equal(store.KeyCount, imported.KeyCount);
    }

    private static Operation Any(Prng prng, NaiveStore model) => prng.Next(0, 99) switch
    {
        < 30 => Put(Key(prng), $"{prng.Next(0, 999)}"),
        < 36 => new AppendOperation(Bytes($"{prng.Next(0, 999)}")),
        < 46 => Delete(Key(prng)),
        < 50 => Delete(Key(prng), End(prng)),
        < 65 => AnyCompareAndSet(prng, model),
        < 68 => new CompactOperation(prng.Next(0, 9) == 0 ? AnyRevision(prng, model) : AnyReadable(prng, model)),
        _ => Range(
            Key(prng),
            End(prng),
            limit: prng.Next(-1, 12),
            revision: prng.Chance(0.5) ? 0 : AnyRevision(prng, model),
            minModRevision: prng.Chance(0.7) ? 0 : AnyRevision(prng, model)),
    };

    private static CompareAndSetOperation AnyCompareAndSet(Prng prng, NaiveStore model)
    {
        var key = Key(prng);
        var expected = prng.Chance(0.5) ? model.ModRevision(key) : Math.Max(AnyRevision(prng, model), 0);
        return CompareAndSet(key, $"swapped {expected}", expected);
    }

    private static string Key(Prng prng) => prng.Next(0, 20) == 0 ? "values/" : $"k{prng.Next(0, 150)}";

    private static string End(Prng prng) => prng.Next(0, 5) switch
    {
        0 => "",
        1 => "\0",
        2 => "w",
        _ => Key(prng),
    };

    /// <summary>
    /// From a little below what can be read to a little above it; mostly near the end, where keys stand.
    /// </summary>
    private static long AnyRevision(Prng prng, NaiveStore model) => prng.Chance(0.5)
        ? prng.Next(Math.Max(model.Revision - 100, -1), model.Revision + 2)
        : prng.Next(model.CompactRevision - 2, model.Revision + 2);

    private static long AnyReadable(Prng prng, NaiveStore model) =>
        prng.Next(Math.Max(model.CompactRevision, 1), model.Revision);
}
