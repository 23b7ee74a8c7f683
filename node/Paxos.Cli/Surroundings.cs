namespace Paxos.Cli;

/// <summary>What a command line program meets: its streams and its environment. Tests hand in their own.</summary>
internal sealed class Surroundings
{
    /// <summary>Standard input, read only when a value is given as <c>-</c>.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output: answers and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: errors and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person looks at standard error, so that a progress line may overwrite itself.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The path or name that the program was called by; a link of another name makes another program of it.</summary>
    public string CalledAs { get; init; } = "paxosctl";

    /// <summary>The clock of ages.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads an environment variable; null where it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }
}
