namespace Paxos.Operator.Api.Validation;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>The resource cannot be used.</summary>
    Error,

    /// <summary>It can, and somebody should know this.</summary>
    Warning,
}
