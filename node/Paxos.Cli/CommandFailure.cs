namespace Paxos.Cli;

/// <summary>Ends a command with one message on standard error and an exit code.</summary>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="message">Names the value and the rule, in one line; further lines only quote a log.</param>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line is wrong.</summary>
    public static CommandFailure Usage(string message) => new(Cli.ExitCode.Usage, message);

    /// <summary>The system, or the machine, refused.</summary>
    public static CommandFailure Refused(string message) => new(Cli.ExitCode.Refused, message);

    /// <summary>Nothing answered in time.</summary>
    public static CommandFailure Unreachable(string message) => new(Cli.ExitCode.Unreachable, message);
}
