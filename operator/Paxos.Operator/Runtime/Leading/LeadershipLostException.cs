namespace Paxos.Operator.Runtime.Leading;

/// <summary>This instance may not act: another one leads, or may lead by now.</summary>
internal sealed class LeadershipLostException(string message) : Exception(message);
