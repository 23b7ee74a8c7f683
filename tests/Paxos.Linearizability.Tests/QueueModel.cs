using Paxos.Linearizability.General;

namespace Paxos.Linearizability.Tests;

/// <summary>A FIFO queue, its elements one after another in a text.</summary>
internal sealed class QueueModel : SequentialModel<QueueCall, string>
{
    public override string Initial => string.Empty;

    public override bool TryStep(string state, QueueCall call, out string next)
    {
        if (call.Added is { } added)
        {
            next = state + added;
            return true;
        }

        next = state.Length > 0 ? state[1..] : state;
        return state.Length > 0 && (call.IsPending || state[..1] == call.Got);
    }

    public override string Describe(string state) => $"[{state}]";
}
