namespace Paxos.ApiServer.Writing;

/// <summary>What a request says about how to write.</summary>
internal sealed record WriteOptions
{
    /// <summary>Who writes.</summary>
    public string Manager { get; init; } = "unknown";

    /// <summary>Whether nothing is kept.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether an apply takes fields from other managers.</summary>
    public bool Force { get; init; }

    /// <summary>What is done about unknown fields: <c>Ignore</c>, <c>Warn</c> or <c>Strict</c>.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>The subresource; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Takes a warning for the client.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
