using Paxos.Operator.Api.Validation;

namespace Paxos.Operator.Api.Yaml;

/// <summary>A part of a YAML document, as it was written.</summary>
/// <param name="Position">Where it begins.</param>
internal abstract record DocumentNode(TextPosition Position);

/// <summary>A single value.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsPlain">Whether it stands without quotes, so that YAML may take it for a number or a truth value.</param>
internal sealed record DocumentScalar(TextPosition Position, string Text, bool IsPlain) : DocumentNode(Position);

/// <summary>Values in an order.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Items">The values.</param>
internal sealed record DocumentSequence(TextPosition Position, IReadOnlyList<DocumentNode> Items) : DocumentNode(Position);

/// <summary>Values by name; a name that was given twice stands here twice.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Entries">Names and values in their order.</param>
internal sealed record DocumentMapping(
    TextPosition Position, IReadOnlyList<(DocumentNode Key, DocumentNode Value)> Entries) : DocumentNode(Position);
