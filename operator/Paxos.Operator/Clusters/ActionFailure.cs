namespace Paxos.Operator.Clusters;

/// <summary>An action could not be done, though the API server refused nothing.</summary>
internal sealed class ActionFailure(string message, Exception? cause = null) : Exception(message, cause);
