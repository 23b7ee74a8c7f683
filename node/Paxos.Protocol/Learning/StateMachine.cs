using System.Diagnostics;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Protocol.Learning;

/// <summary>What applying a command has to tell a client node.</summary>
internal abstract record Outcome;

/// <summary>A session was opened for the client node that made the nonce.</summary>
internal sealed record OpenedOutcome(ulong Nonce, SessionId Session) : Outcome;

/// <summary>A command was answered.</summary>
internal sealed record AnsweredOutcome(Answer Answer) : Outcome;

/// <summary>
/// The replicated state: the store, the sessions and cluster time. Every learner that applies the same batches in the same slots
/// has the same state (Schneider, "Implementing Fault-Tolerant Services", 1990): nothing here depends on where or when it runs.
/// </summary>
/// <param name="sessionTimeToLiveMilliseconds">How long an idle session lives, in cluster time.</param>
/// <param name="store">The store to go on from.</param>
/// <param name="sessions">The sessions to go on from.</param>
/// <param name="clusterTime">Cluster time there.</param>
internal sealed class StateMachine(long sessionTimeToLiveMilliseconds, KeyValueStore store, Sessions sessions, long clusterTime)
{
    /// <summary>The state before the first slot.</summary>
    public StateMachine(long sessionTimeToLiveMilliseconds)
        : this(sessionTimeToLiveMilliseconds, new KeyValueStore(), new Sessions(), 0)
    {
    }

    /// <summary>The store.</summary>
    public KeyValueStore Store { get; } = store;

    /// <summary>Who may write, and what was answered.</summary>
    public Sessions Sessions { get; } = sessions;

    /// <summary>Cluster time in milliseconds: the highest stamp of a batch applied.</summary>
    public long ClusterTime { get; private set; } = clusterTime;

    /// <summary>Runs the batch of a slot.</summary>
    public IReadOnlyList<Outcome> Apply(Slot slot, Batch batch)
    {
        if (batch.IsNoop)
        {
            return [];
        }

        ClusterTime = Math.Max(ClusterTime, batch.Stamp);
        Sessions.Expire(ClusterTime, sessionTimeToLiveMilliseconds);
        var outcomes = new List<Outcome>(batch.Commands.Count);
        for (var index = 0; index < batch.Commands.Count; index++)
        {
            if (Run(batch.Commands[index], SessionId.Of(slot, index)) is { } outcome)
            {
                outcomes.Add(outcome);
            }
        }

        return outcomes;
    }

    /// <summary>Runs a read against the state as it is.</summary>
    public ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> operation) => Encode(Decode(operation) switch
    {
        (RangeOperation range, _) => Store.Read(range),
        (_, { } failure) => failure,
        _ => new FailedResult(StoreError.Malformed, "A read must be a range operation."),
    });

    private Outcome? Run(Command command, SessionId place)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.TwoSessionsShareId)
            && command is OpenSession second && Sessions.Contains(SessionId.Of(place.OpenedIn, 0)))
        {
            return new OpenedOutcome(second.Nonce, SessionId.Of(place.OpenedIn, 0));
        }
#endif
        switch (command)
        {
            case OpenSession open:
                Sessions.Open(place, open.Nonce, ClusterTime);
                return new OpenedOutcome(open.Nonce, place);
            case KeepAlive keepAlive:
                return Answered(
                    new CommandKey(keepAlive.Session, 0),
                    Sessions.Touch(keepAlive.Session, ClusterTime) ? AnswerKind.Executed : AnswerKind.SessionExpired);
            case Execute execute:
                return Execute(execute);
            default:
                throw new UnreachableException($"No rule to apply {command.GetType().Name}.");
        }
    }

    private AnsweredOutcome? Execute(Execute command)
    {
        var key = new CommandKey(command.Session, command.Sequence);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.DuplicateExecutedAgain)
            && Sessions.CachedFrom(command.Session, command.Sequence).Any(kept => kept.Sequence == command.Sequence))
        {
            Store.Apply(Decode(command.Operation).Operation!);
        }
#endif
        switch (Sessions.Admit(command.Session, command.Sequence, command.AckedBelow, ClusterTime))
        {
            case ExecuteVerdict:
                var result = Decode(command.Operation) switch
                {
                    ({ } operation, _) => Store.Apply(operation),
                    (_, var failure) => failure!,
                };
                var bytes = Encode(result);
                Sessions.Record(command.Session, command.Sequence, Remembered(result, bytes));
                return new AnsweredOutcome(new Answer(key, AnswerKind.Executed, bytes));
            case DuplicateVerdict duplicate:
                return new AnsweredOutcome(new Answer(key, AnswerKind.Executed, duplicate.Response));
            case WindowFullVerdict:
                return Answered(key, AnswerKind.WindowFull);
            case SessionExpiredVerdict:
                return Answered(key, AnswerKind.SessionExpired);
            default:
                return null;
        }
    }

    private static AnsweredOutcome Answered(CommandKey key, AnswerKind kind) => new(new Answer(key, kind, default));

    // Only the key as it is, in the answer of a failed comparison, can be long; a repeated answer leaves it out.
    private static ReadOnlyMemory<byte> Remembered(OperationResult result, ReadOnlyMemory<byte> bytes) =>
        bytes.Length > Sessions.ResponseBytesMax && result is CompareAndSetResult compared
            ? Encode(compared with { Current = null })
            : bytes;

    // What was chosen must be applied by every learner, so bytes that are no operation are an answer and not an exception.
    private static (Operation? Operation, FailedResult? Failure) Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return (OperationCodec.Decode(bytes), null);
        }
        catch (EncodingException malformed)
        {
            return (null, new FailedResult(StoreError.Malformed, malformed.Message));
        }
    }

    private static ReadOnlyMemory<byte> Encode(OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return writer.ToArray();
    }
}
