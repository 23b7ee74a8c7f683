using System.Diagnostics;
using Paxos.Linearizability.General;

namespace Paxos.Linearizability.Models;

/// <summary>
/// A register, a register with compare-and-set, or a map from keys to values: the first is the second without comparisons, and
/// the third has one of them per key, each checked by itself.
/// </summary>
internal sealed class RegisterModel : SequentialModel<RegisterCall, RegisterValue>
{
    /// <inheritdoc/>
    public override RegisterValue Initial => new(null);

    /// <inheritdoc/>
    public override string PartOf(RegisterCall call) => call.Key;

    /// <inheritdoc/>
    public override bool TryStep(RegisterValue state, RegisterCall call, out RegisterValue next)
    {
        next = state;
        switch (call.Action)
        {
            case RegisterAction.Read:
                return call.IsPending || string.Equals(call.ReadValue, state.Value, StringComparison.Ordinal);
            case RegisterAction.Write:
                next = new RegisterValue(call.Value);
                return true;
            case RegisterAction.Delete:
                next = new RegisterValue(null);
                return true;
            case RegisterAction.CompareAndSet:
                var holds = string.Equals(call.Expected, state.Value, StringComparison.Ordinal);
                next = holds ? new RegisterValue(call.Value) : state;
                return call.IsPending || call.Succeeded == holds;
            default:
                throw new UnreachableException($"A register's action of an unknown kind: {call.Action}.");
        }
    }

    /// <inheritdoc/>
    public override string Describe(RegisterValue state) => state.Value is null ? "empty" : $"\"{state.Value}\"";
}
