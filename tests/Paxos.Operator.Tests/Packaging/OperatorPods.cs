using System.Text.Json.Nodes;
using Paxos.ApiServer.Controllers;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>
/// Pods that say that they run, but for those that are to end: their command is run in this process, with their arguments and environment.
/// </summary>
/// <param name="run">Runs a pod's command; its exit code.</param>
internal sealed class OperatorPods(Func<JsonObject, Task<int>> run) : IPodRunner
{
    private readonly Dictionary<string, Task<int>> ending = [];

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public PodState Run(JsonObject pod)
    {
        if ((string?)pod["spec"]!["restartPolicy"] == "Always")
        {
            return PodState.Ready;
        }

        var uid = (string)pod["metadata"]!["uid"]!;
        if (!ending.TryGetValue(uid, out var command))
        {
            command = Task.Run(() => run(pod));
            ending[uid] = command;
            _ = command.ContinueWith(_ => Changed?.Invoke(), TaskScheduler.Default);
        }

        return command switch
        {
            { IsCompletedSuccessfully: true, Result: 0 } => PodState.Succeeded,
            { IsCompleted: true } => PodState.NotReady with { Phase = "Failed", Message = command.Exception?.Message ?? "" },
            _ => PodState.NotReady,
        };
    }

    /// <inheritdoc/>
    public bool Stop(JsonObject pod) => true;
}
