using Paxos.Linearizability.General;

namespace Paxos.Linearizability.Models;

/// <summary>
/// The whole store as one object, for a second opinion on short histories: each step costs as much as all writes before it.
/// Revisions are common to all keys, so it has no parts. It knows no serializable reads.
/// </summary>
internal sealed class StoreModel : SequentialModel<StoreCall, StoreState>
{
    /// <inheritdoc/>
    public override StoreState Initial => StoreState.Empty;

    /// <inheritdoc/>
    public override bool TryStep(StoreState state, StoreCall call, out StoreState next)
    {
        (var expected, next) = state.Execute(call.Operation);
        return call.Result is null || StoreAnswers.AreAlike(call.Result, expected);
    }

    /// <inheritdoc/>
    public override string Describe(StoreState state) => $"revision, compacted revision and versions: {state}";
}
