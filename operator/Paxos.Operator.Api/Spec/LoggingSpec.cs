using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>What nodes log, as the node's own settings.</summary>
public sealed record LoggingSpec
{
    /// <summary>The lowest level.</summary>
    [Field("The lowest level that is logged.", Values = ["trace", "debug", "information", "warning", "error", "critical"])]
    [NodeSetting("log-level")]
    public string Level { get; init; } = "information";

    /// <summary>The form of a line.</summary>
    [Field("How log lines are written.", Values = ["text", "json"])]
    [NodeSetting("log-format")]
    public string Format { get; init; } = "text";
}
