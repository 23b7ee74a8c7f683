using Paxos.Simulator.Checkers;

namespace Paxos.Simulator.History;

/// <summary>
/// What the chosen log executes, with the sessions' rules written again: a command counts once, under the session it names, unless the
/// client has said that it waits for it no longer. No run is long enough for a session to expire.
/// </summary>
internal sealed class LogReplay
{
    private readonly Dictionary<SessionId, SessionState> sessions = [];
    private readonly List<Execution> executions = [];

    /// <summary>Replays the prefix of a log.</summary>
    public LogReplay(ChosenBatches log)
    {
        for (var slot = Slot.First; slot <= log.Prefix; slot = slot.Next)
        {
            Apply(slot, log.Find(slot)!);
        }
    }

    /// <summary>Replays batches from slot 1 on.</summary>
    public LogReplay(IEnumerable<Batch> batches)
    {
        var slot = Slot.First;
        foreach (var batch in batches)
        {
            Apply(slot, batch);
            slot = slot.Next;
        }
    }

    /// <summary>What was executed, in order.</summary>
    public IReadOnlyList<Execution> Executions => executions;

    private void Apply(Slot slot, Batch batch)
    {
        for (var index = 0; index < batch.Commands.Count; index++)
        {
            switch (batch.Commands[index])
            {
                case OpenSession:
                    sessions.Add(SessionId.Of(slot, index), new SessionState());
                    break;
                case Execute execute when sessions.TryGetValue(execute.Session, out var session) && session.Admit(execute):
                    executions.Add(new Execution(new CommandKey(execute.Session, execute.Sequence), execute.Operation));
                    break;
            }
        }
    }

    private sealed class SessionState
    {
        private readonly HashSet<ulong> executed = [];
        private ulong ackedBelow;

        /// <summary>Whether this copy of the command is the one that counts.</summary>
        public bool Admit(Execute execute)
        {
            var floor = Math.Max(ackedBelow, execute.AckedBelow);
            if (execute.Sequence < floor || execute.Sequence - floor >= Sessions.WindowMax)
            {
                return false;
            }

            ackedBelow = floor;
            return executed.Add(execute.Sequence);
        }
    }
}
