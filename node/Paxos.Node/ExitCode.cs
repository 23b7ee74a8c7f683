namespace Paxos.Node;

/// <summary>How the process ends, besides a failed disk's 86 and a bug's 70.</summary>
internal static class ExitCode
{
    /// <summary>It stopped as it was asked to.</summary>
    public const int Done = 0;

    /// <summary>Something around it failed, such as a port in use.</summary>
    public const int Failed = 1;

    /// <summary>A setting is wrong, the data folder included.</summary>
    public const int WrongSettings = 2;
}
