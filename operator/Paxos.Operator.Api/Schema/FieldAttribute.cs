namespace Paxos.Operator.Api.Schema;

/// <summary>
/// What a field is and may be, besides its type. Its default is what the property has in a fresh object. Everything here goes into the
/// reader's errors and into the custom resource definition.
/// </summary>
/// <param name="description">One or two sentences for people, as <c>kubectl explain</c> prints them.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute(string description) : Attribute
{
    /// <summary>For people.</summary>
    public string Description { get; } = description;

    /// <summary>The unit of a number, where it has one.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The least number.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>The largest number.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>The form of a text, or of each text of a list; a regular expression that both .NET and Go understand.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>The form in words, as the end of "it must be …".</summary>
    public string PatternText { get; init; } = "";

    /// <summary>Characters of a text at most; 0 for the form's own limit.</summary>
    public int LengthMax { get; init; }

    /// <summary>Items of a list or a map at most.</summary>
    public int ItemsMax { get; init; }

    /// <summary>The field that tells the objects of a list apart.</summary>
    public string Key { get; init; } = "";

    /// <summary>The only texts, where there are few.</summary>
    public string[] Values { get; init; } = [];
}
