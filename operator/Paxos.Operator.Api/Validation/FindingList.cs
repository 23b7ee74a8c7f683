using System.Globalization;

namespace Paxos.Operator.Api.Validation;

/// <summary>Gathers findings.</summary>
public sealed class FindingList
{
    private readonly List<Finding> all = [];

    /// <summary>All of them, in the order in which they were added.</summary>
    public IReadOnlyList<Finding> All => all;

    /// <summary>Adds an error.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="path">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="text">Path, rule and value in a sentence.</param>
    /// <param name="otherPath">A further field that the rule is about.</param>
    public void Fail(string rule, string path, object value, string text, string otherPath = "") =>
        all.Add(new Finding(Severity.Error, rule, path, TextOf(value), text) { OtherPath = otherPath });

    /// <summary>Adds an error about two fields.</summary>
    public void FailTwo(string rule, (string Path, object Value) one, (string Path, object Value) other, string must, string reason) =>
        Fail(
            rule,
            one.Path,
            one.Value,
            $"{one.Path} {must} {other.Path}, {reason}. They are {TextOf(one.Value)} and {TextOf(other.Value)}.",
            other.Path);

    /// <summary>Adds a warning.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="path">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="text">Path, value and what follows from it, in a sentence.</param>
    public void Warn(string rule, string path, object value, string text) =>
        all.Add(new Finding(Severity.Warning, rule, path, TextOf(value), text));

    private static string TextOf(object value) => string.Format(CultureInfo.InvariantCulture, "{0}", value);
}
