namespace Paxos.Operator.Api.Schema;

/// <summary>What a field holds.</summary>
public enum FieldType
{
    /// <summary>Further fields.</summary>
    Section,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A <see cref="Api.Quantity"/>; a number is taken too, as Kubernetes does.</summary>
    Quantity,

    /// <summary>Texts in an order.</summary>
    TextList,

    /// <summary>Texts by name.</summary>
    TextMap,

    /// <summary>A moment, UTC. Only in the status, which no person writes.</summary>
    Time,

    /// <summary>Objects by one of their fields. Only in the status.</summary>
    SectionList,
}
