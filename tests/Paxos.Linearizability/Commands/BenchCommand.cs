using System.Diagnostics;
using System.Globalization;
using Paxos.Linearizability.ByRevision;
using Paxos.Protocol;

namespace Paxos.Linearizability.Commands;

/// <summary>How fast the fast check is.</summary>
internal static class BenchCommand
{
    private const int Processes = 16;

    /// <summary>Makes a history, checks it, and prints a line.</summary>
    /// <returns>The program's exit code.</returns>
    public static int Run(int calls, TextWriter output)
    {
        var history = new MadeHistory(new Prng(1), Processes, keys: 100).Make(calls);
        var clock = Stopwatch.StartNew();
        var verdict = RevisionCheck.Check(history);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{calls} calls, {history.Count(call => call.IsPending)} of them pending, in {clock.Elapsed.TotalSeconds:f2} s: {verdict}"));
        return verdict.IsLinearizable ? 0 : 1;
    }
}
