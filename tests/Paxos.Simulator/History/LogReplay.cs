using Paxos.Linearizability.Models;
using Paxos.Protocol;
using Paxos.Protocol.Store;
using Paxos.Simulator.Checkers;

namespace Paxos.Simulator.History;

/// <summary>
/// What the chosen log executes, with the sessions' rules written again: a command counts once, under the session it names, unless the
/// client has said that it waits for it no longer, and a session ends when nothing was heard of it for long enough in cluster time.
/// </summary>
internal sealed class LogReplay
{
    private readonly Dictionary<SessionId, SessionState> sessions = [];
    private readonly List<Execution> executions = [];
    private readonly long timeToLive;
    private long clusterTime;

    /// <summary>Replays the prefix of a log.</summary>
    public LogReplay(ChosenBatches log, long timeToLive)
    {
        this.timeToLive = timeToLive;
        for (var slot = Slot.First; slot <= log.Prefix; slot = slot.Next)
        {
            Apply(slot, log.Find(slot)!);
        }
    }

    /// <summary>Replays batches from slot 1 on.</summary>
    public LogReplay(IEnumerable<Batch> batches, long timeToLive = 60_000)
    {
        this.timeToLive = timeToLive;
        var slot = Slot.First;
        foreach (var batch in batches)
        {
            Apply(slot, batch);
            slot = slot.Next;
        }
    }

    /// <summary>What was executed, in order.</summary>
    public IReadOnlyList<Execution> Executions => executions;

    /// <summary>What the store should hold in the end.</summary>
    public ModelStore Store()
    {
        var model = new ModelStore();
        foreach (var execution in executions)
        {
            model.Execute(OperationCodec.Decode(execution.Bytes));
        }

        return model;
    }

    private void Apply(Slot slot, Batch batch)
    {
        clusterTime = Math.Max(clusterTime, batch.Stamp);
        foreach (var (expired, _) in sessions.Where(entry => clusterTime - entry.Value.LastActive > timeToLive).ToArray())
        {
            sessions.Remove(expired);
        }

        for (var index = 0; index < batch.Commands.Count; index++)
        {
            switch (batch.Commands[index])
            {
                case OpenSession:
                    sessions.Add(SessionId.Of(slot, index), new SessionState { LastActive = clusterTime });
                    break;
                case KeepAlive keepAlive when sessions.TryGetValue(keepAlive.Session, out var kept):
                    kept.LastActive = clusterTime;
                    break;
                case Execute execute when sessions.TryGetValue(execute.Session, out var session) && session.Admit(execute, clusterTime):
                    executions.Add(new Execution(new CommandKey(execute.Session, execute.Sequence), execute.Operation));
                    break;
            }
        }
    }

    private sealed class SessionState
    {
        private readonly HashSet<ulong> executed = [];
        private ulong ackedBelow;

        /// <summary>Cluster time of its last sign of life.</summary>
        public long LastActive { get; set; }

        /// <summary>Whether this copy of the command is the one that counts.</summary>
        public bool Admit(Execute execute, long clusterTime)
        {
            var floor = Math.Max(ackedBelow, execute.AckedBelow);
            if (execute.Sequence < floor || execute.Sequence - floor >= Sessions.WindowMax)
            {
                return false;
            }

            LastActive = clusterTime;
            ackedBelow = floor;
            return executed.Add(execute.Sequence);
        }
    }
}
