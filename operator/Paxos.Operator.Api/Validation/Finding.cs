namespace Paxos.Operator.Api.Validation;

/// <summary>Something about a resource that somebody should know.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Rule">A short name that stays, such as <c>acceptors-odd</c>: tests, examples and CEL rules go by it.</param>
/// <param name="Path">The field, such as <c>spec.acceptors.replicas</c>; empty for the whole document.</param>
/// <param name="Value">The field's value as people wrote it; empty where there is none.</param>
/// <param name="Text">A sentence or more with path, value and rule.</param>
public sealed record Finding(Severity Severity, string Rule, string Path, string Value, string Text)
{
    /// <summary>Where it stands in the text that was read; null for a resource that was not read from text.</summary>
    public TextPosition? Position { get; init; }

    /// <summary>A further field that the rule is about.</summary>
    internal string OtherPath { get; init; } = "";

    /// <summary>The text with its place in front.</summary>
    public override string ToString() => Position is { } place ? $"{place}: {Text}" : Text;
}
