namespace Paxos.Operator.Api.Schema;

/// <summary>A field that must be given; it has no default.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NeededAttribute : Attribute;
