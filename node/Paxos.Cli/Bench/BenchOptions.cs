namespace Paxos.Cli.Bench;

/// <summary>What to measure.</summary>
/// <param name="Operation">What the workers do.</param>
/// <param name="Workers">How many closed loops run at once; each has one request under way.</param>
/// <param name="ValueBytes">The size of each value written.</param>
/// <param name="Keys">How many keys <c>bench/0…</c> the requests are spread over, evenly and at random.</param>
/// <param name="Duration">How long is measured.</param>
/// <param name="Warmup">How long the workers run before that; may be zero.</param>
internal sealed record BenchOptions(
    BenchOperation Operation, int Workers, int ValueBytes, int Keys, TimeSpan Duration, TimeSpan Warmup);
