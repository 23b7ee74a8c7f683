namespace Paxos.Linearizability;

/// <summary>The result of a check.</summary>
/// <param name="Kind">What it came to.</param>
/// <param name="Rule">The <see cref="Linearizability.Rule"/> that is broken; empty unless there is a violation.</param>
/// <param name="Explanation">For people: what contradicts what, or why the check gave up; empty when all is well.</param>
internal sealed record Verdict(VerdictKind Kind, string Rule, string Explanation)
{
    /// <summary>All is well.</summary>
    public static Verdict Linearizable { get; } = new(VerdictKind.Linearizable, string.Empty, string.Empty);

    /// <summary>Whether the history is linearizable for certain.</summary>
    public bool IsLinearizable => Kind == VerdictKind.Linearizable;

    /// <summary>A rule is broken.</summary>
    public static Verdict Violation(string rule, string explanation) => new(VerdictKind.Violation, rule, explanation);

    /// <summary>The check ended at a bound.</summary>
    public static Verdict GaveUp(string explanation) => new(VerdictKind.GaveUp, string.Empty, explanation);

    /// <summary>One line, or several with an explanation.</summary>
    public override string ToString() => Kind switch
    {
        VerdictKind.Linearizable => "linearizable",
        VerdictKind.Violation => $"violation of {Rule}: {Explanation}",
        _ => $"gave up: {Explanation}",
    };
}
