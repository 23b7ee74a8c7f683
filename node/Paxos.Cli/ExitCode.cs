namespace Paxos.Cli;

/// <summary>The exit codes that <c>paxosctl --help</c> promises.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The system refused.</summary>
    public const int Refused = 1;

    /// <summary>Wrong usage: nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>Unreachable or timed out; the message says whether a write may have happened.</summary>
    public const int Unreachable = 3;
}
