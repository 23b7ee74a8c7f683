namespace Paxos.Linearizability.Text;

/// <summary>A text is no history.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="problem">The rule that the line breaks, with the value that breaks it.</param>
internal sealed class HistoryFormatException(int line, string problem) : Exception($"Line {line}: {problem}")
{
    /// <summary>The line, from 1.</summary>
    public int Line => line;
}
