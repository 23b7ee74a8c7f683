namespace Paxos.Operator.Api.Schema;

/// <summary>A field that is a setting of the node and goes to each node as it is. A test holds default and range equal.</summary>
/// <param name="name">The setting's name, such as <c>heartbeat-milliseconds</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeSettingAttribute(string name) : Attribute
{
    /// <summary>The setting's name.</summary>
    public string Name { get; } = name;
}
