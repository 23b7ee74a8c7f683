using System.Diagnostics;
using System.Globalization;

namespace Paxos.Chaos;

/// <summary>Says what happens, each line with the time since the start.</summary>
/// <param name="output">Where it is said.</param>
internal sealed class Progress(TextWriter output)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock access = new();

    /// <summary>Says a line.</summary>
    public void Say(string line)
    {
        lock (access)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{clock.Elapsed.TotalSeconds,6:f1} s] {line}"));
        }
    }

    /// <summary>Says a line of the result, without the time.</summary>
    public void Result(string line)
    {
        lock (access)
        {
            output.WriteLine(line);
        }
    }
}
