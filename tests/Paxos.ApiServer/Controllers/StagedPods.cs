using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Controllers;

/// <summary>Pods that only say how they are: ready at once, unless the test says otherwise.</summary>
internal sealed class StagedPods : IPodRunner
{
    private Func<JsonObject, PodState> _decide = Default;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>How a pod is; tests set it, and may fall back on <see cref="Default"/>.</summary>
    public Func<JsonObject, PodState> Decide
    {
        get => _decide;
        set
        {
            _decide = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Pods that are to run are ready, pods that are to end have ended.</summary>
    public static PodState Default(JsonObject pod) =>
        (string?)pod["spec"]!["restartPolicy"] == "Always" ? PodState.Ready : PodState.Succeeded;

    /// <inheritdoc/>
    public PodState Run(JsonObject pod) => _decide(pod);

    /// <inheritdoc/>
    public bool Stop(JsonObject pod) => true;
}
