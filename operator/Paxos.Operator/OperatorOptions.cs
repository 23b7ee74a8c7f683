using Microsoft.Extensions.Logging;
using Paxos.Operator.Runtime;

namespace Paxos.Operator;

/// <summary>What the program was told.</summary>
/// <param name="Settings">How the runtime behaves.</param>
/// <param name="Kubeconfig">How to reach the API server; null for the usual ways.</param>
/// <param name="LogLevel">The least level that is logged.</param>
/// <param name="IsJson">Whether log lines are JSON, else plain text.</param>
internal sealed record OperatorOptions(OperatorSettings Settings, string? Kubeconfig, LogLevel LogLevel, bool IsJson);
