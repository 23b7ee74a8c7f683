namespace Paxos.ApiServer.Controllers;

/// <summary>How a pod is.</summary>
internal sealed record PodState
{
    /// <summary>It runs, and is ready.</summary>
    public static PodState Ready { get; } = new() { IsReady = true };

    /// <summary>It runs, and is not ready.</summary>
    public static PodState NotReady { get; } = new();

    /// <summary>It has ended well.</summary>
    public static PodState Succeeded { get; } = new() { Phase = "Succeeded" };

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c> or <c>Failed</c>.</summary>
    public string Phase { get; init; } = "Running";

    /// <summary>Whether all its containers are ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>Why a container waits, such as <c>ImagePullBackOff</c> or <c>CrashLoopBackOff</c>; null when it runs.</summary>
    public string? WaitingReason { get; init; }

    /// <summary>What is said about it.</summary>
    public string Message { get; init; } = "";

    /// <summary>How often its containers were started again.</summary>
    public int Restarts { get; init; }

    /// <summary>Its address; null for one that is made up.</summary>
    public string? Address { get; init; }
}
