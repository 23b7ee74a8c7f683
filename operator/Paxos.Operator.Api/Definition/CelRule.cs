namespace Paxos.Operator.Api.Definition;

/// <summary>
/// A rule between fields as an API server checks it: the twin of a rule of the validator, under the same name. The server evaluates the
/// expression after it has put in the defaults, so only fields without one have to be asked for with <c>has</c>.
/// </summary>
/// <param name="Name">The rule's name, as in <see cref="Validation.Finding.Rule"/>.</param>
/// <param name="Scope">The object that <c>self</c> is, such as <c>spec.acceptors.resources</c>; empty for the whole resource.</param>
/// <param name="Path">The field that the error is about.</param>
/// <param name="Expression">The rule in the Common Expression Language; a rule about a change asks <c>oldSelf</c>.</param>
/// <param name="Message">What must be, as a sentence. No quotes and no line breaks.</param>
/// <param name="Given">An expression that gives the wrong value as a text.</param>
public sealed record CelRule(string Name, string Scope, string Path, string Expression, string Message, string Given)
{
    /// <summary>The validator's name for it, where a single field's form checks it there.</summary>
    public string Twin { get; init; } = Name;

    /// <summary>Whether it is about a change and not about a state.</summary>
    public bool IsTransition => Expression.Contains("oldSelf", StringComparison.Ordinal);

    /// <summary>The message with the value and the rule's name, as an expression.</summary>
    public string MessageExpression => $"'{Message} Given: ' + {Given} + ' (rule {Name}).'";
}
