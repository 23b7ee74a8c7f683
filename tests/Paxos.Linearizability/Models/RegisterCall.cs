using Paxos.Linearizability.Text;

namespace Paxos.Linearizability.Models;

/// <summary>A call of a register, or of the register behind one key, whose answers carry no revision.</summary>
internal sealed record RegisterCall : Call
{
    /// <summary>What was asked.</summary>
    public required RegisterAction Action { get; init; }

    /// <summary>Which register; empty where there is only one.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>What a write or a comparison would store; null for the other actions.</summary>
    public string? Value { get; init; }

    /// <summary>What a comparison expects; null for an empty register.</summary>
    public string? Expected { get; init; }

    /// <summary>What a read was told; null for an empty register.</summary>
    public string? ReadValue { get; init; }

    /// <summary>Whether a comparison was told that it held.</summary>
    public bool Succeeded { get; init; }

    /// <inheritdoc/>
    public override string ToString() => RegisterText.Format(this);
}
