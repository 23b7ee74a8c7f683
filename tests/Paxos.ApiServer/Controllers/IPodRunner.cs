using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Controllers;

/// <summary>What makes pods run, as a node's kubelet does. Called by one thread at a time; it must not wait.</summary>
internal interface IPodRunner
{
    /// <summary>Raised, from any thread, when some pod is no longer as it was last told.</summary>
    public event Action? Changed;

    /// <summary>How a pod is now; one that is not yet running is started.</summary>
    public PodState Run(JsonObject pod);

    /// <summary>Ends a pod; asked again and again until it says true.</summary>
    public bool Stop(JsonObject pod);
}
