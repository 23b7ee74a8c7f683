using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Processes.Load;

/// <summary>One write of a load.</summary>
/// <param name="IssuedAt">When, on the load's clock.</param>
/// <param name="AnsweredAt">When the answer came; only for one that was acknowledged.</param>
/// <param name="Revision">The revision that it was acknowledged with; null when it may or may not have
/// happened.</param>
internal sealed record WriteRecord(TimeSpan IssuedAt, TimeSpan? AnsweredAt, long? Revision)
{
    /// <summary>Whether it must be there for ever.</summary>
    public bool IsAcknowledged => Revision is not null;

    /// <summary>A recorded append.</summary>
    public static WriteRecord Of(StoreCall call) => new(
        CallRecorder.Time(call.InvokedAt),
        call.IsAnswered ? CallRecorder.Time(call.ReturnedAt) : null,
        (call.Result as WrittenResult)?.Revision);
}
