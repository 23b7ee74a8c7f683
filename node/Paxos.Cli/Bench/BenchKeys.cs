using Google.Protobuf;

namespace Paxos.Cli.Bench;

/// <summary>The keys <c>bench/0</c> to <c>bench/N-1</c>, made once: a worker allocates nothing to name one.</summary>
internal sealed class BenchKeys
{
    /// <summary>
    /// Every key of a benchmark starts so, and belongs to benchmarks alone: they delete them when they end.
    /// </summary>
    public const string Prefix = "bench/";

    private readonly ByteString[] keys;

    /// <summary>Makes <paramref name="count"/> keys.</summary>
    public BenchKeys(int count) =>
        keys = [.. Enumerable.Range(0, count).Select(number => ByteString.CopyFromUtf8($"{Prefix}{number}"))];

    /// <summary>How many there are.</summary>
    public int Count => keys.Length;

    /// <summary>The key <c>bench/index</c>.</summary>
    public ByteString this[int index] => keys[index];
}
