namespace Paxos.Operator.Api.Validation;

/// <summary>A place in a text, both numbers from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The character of the line.</param>
public readonly record struct TextPosition(long Line, long Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}";
}
