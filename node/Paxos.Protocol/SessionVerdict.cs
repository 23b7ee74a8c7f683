namespace Paxos.Protocol;

/// <summary>What is to be done with a command of a session. The hierarchy is closed.</summary>
public abstract record SessionVerdict
{
    private protected SessionVerdict()
    {
    }
}

/// <summary>
/// Seen for the first time: execute it, and record its response before the next command is asked about.
/// </summary>
public sealed record ExecuteVerdict : SessionVerdict
{
    private ExecuteVerdict()
    {
    }

    /// <summary>The only one.</summary>
    public static ExecuteVerdict Instance { get; } = new();
}

/// <summary>Executed before: answer with what was answered then.</summary>
/// <param name="Response">The recorded response.</param>
public sealed record DuplicateVerdict(ReadOnlyMemory<byte> Response) : SessionVerdict;

/// <summary>
/// A late copy of a command whose response the client has acknowledged: neither executed nor answered, for whether it
/// was executed is no longer known here, and the client no longer asks.
/// </summary>
public sealed record ForgottenVerdict : SessionVerdict
{
    private ForgottenVerdict()
    {
    }

    /// <summary>The only one.</summary>
    public static ForgottenVerdict Instance { get; } = new();
}

/// <summary>
/// Too far ahead of what the client has acknowledged: refused without a trace, so that it may be sent again.
/// </summary>
public sealed record WindowFullVerdict : SessionVerdict
{
    private WindowFullVerdict()
    {
    }

    /// <summary>The only one.</summary>
    public static WindowFullVerdict Instance { get; } = new();
}

/// <summary>The session does not exist, or no longer: whether an earlier copy was executed is unknown.</summary>
public sealed record SessionExpiredVerdict : SessionVerdict
{
    private SessionExpiredVerdict()
    {
    }

    /// <summary>The only one.</summary>
    public static SessionExpiredVerdict Instance { get; } = new();
}
