using Paxos.Linearizability.Models;
using Paxos.Linearizability.Text;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// Runs the calls on the model in an order, and compares answers as it goes. Calls that change nothing are asked at their
/// revisions.
/// </summary>
/// <param name="observers">By revision, what was answered there and changed nothing.</param>
internal sealed class Replay(ILookup<long, StoreCall> observers)
{
    /// <summary>The store so far.</summary>
    public ModelStore Store { get; } = new();

    /// <summary>Does a call.</summary>
    /// <returns>What is wrong with its answer; null when it is right or there is none.</returns>
    public string? Execute(StoreCall call) => Compare(call, Store.Execute(call.Operation));

    /// <summary>Compares the answers of everything that stands at the current revision and changed nothing.</summary>
    /// <returns>What is wrong with the first wrong one; null when there is none.</returns>
    public string? CheckObservers() =>
        observers[Store.Revision].Select(CheckObserver).FirstOrDefault(complaint => complaint is not null);

    // Which old revisions may be read and compacted is not judged here: a compaction has no revision of its own.
    private string? CheckObserver(StoreCall call)
    {
        switch (call.Operation)
        {
            case RangeOperation range:
                return Compare(call, Store.ReadUncompacted(range));
            case CompactOperation compact:
                return compact.Revision <= Store.Revision
                    ? null
                    : $"{call} compacts a revision that was yet to come";
            default:
                var revision = Store.Revision;
                var complaint = Compare(call, Store.Execute(call.Operation));
                if (Store.Revision != revision)
                {
                    Store.Undo();
                }

                return complaint;
        }
    }

    private static string? Compare(StoreCall call, OperationResult expected) =>
        call.Result is null || StoreAnswers.AreAlike(call.Result, expected)
            ? null
            : $"{call} should have been answered {StoreText.Format(expected)}";
}
