using System.Globalization;

namespace Paxos.Linearizability.General;

/// <summary>
/// Decides linearizability for any sequential model: Wing and Gong's search ("Testing and Verifying Concurrent Objects", 1993)
/// with what Lowe added ("Testing for linearizability", 2016): a configuration, the set of linearized calls and the state, is
/// visited once, and each object is checked by itself. In the worst case exponential, hence the bounds.
/// </summary>
internal static class GeneralCheck
{
    /// <summary>
    /// Steps of the model at most, unless said otherwise: some seconds of work. Histories of the size that tests record take as
    /// many steps as they have calls, or a few times as many.
    /// </summary>
    public const long StepsMaxDefault = 5_000_000;

    /// <summary>Checks a history.</summary>
    /// <param name="calls">The calls, in any order. Refused ones are taken not to have happened.</param>
    /// <param name="model">What the object should do.</param>
    /// <param name="stepsMax">After how many steps to give up on one object.</param>
    public static Verdict Check<TCall, TState>(
        IEnumerable<TCall> calls, SequentialModel<TCall, TState> model, long stepsMax = StepsMaxDefault)
        where TCall : Call
        where TState : IEquatable<TState>
    {
        var gaveUp = (Verdict?)null;
        var parts = calls
            .Where(call => call.Outcome != Outcome.Refused)
            .GroupBy(model.PartOf, StringComparer.Ordinal)
            .OrderBy(part => part.Key, StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var search = new Search<TCall, TState>([.. part], model, stepsMax);
            var result = search.Run();
            if (result == VerdictKind.Violation)
            {
                return Verdict.Violation(Rule.Linearizability, search.Explain());
            }

            if (result == VerdictKind.GaveUp)
            {
                var where = part.Key.Length > 0 ? $" of {part.Key}" : string.Empty;
                gaveUp ??= Verdict.GaveUp(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{search.Steps} steps did not decide {search.Answered} answered calls{where}"));
            }
        }

        return gaveUp ?? Verdict.Linearizable;
    }
}
