namespace Paxos.Node.Disk;

/// <summary>
/// The thread that writes a journal. One group is in flight; whatever is submitted meanwhile makes the next one, so
/// that groups grow with the load and no timer delays a lone submission. Nothing is called durable before its
/// fdatasync returned (rule D1).
/// </summary>
internal sealed class JournalThread : IDisposable
{
    private readonly Journal journal;
    private readonly JournalThreadOptions options;
    private readonly TimeProvider timeProvider;
    private readonly Action<DiskException> fatal;
    private readonly Thread thread;

    // Held for moments, never across a call to the disk or a callback.
    private readonly object gate = new();
    private readonly SubmissionQueue queue = new();
    private bool isStopping;
    private bool isEnded;
    private JournalFigures figures;

    // The thread's own.
    private long lastGroupAt;
    private long lastPreparationAt;
    private bool isSealTried = true;
    private bool isOutOfSpace;
    private bool wasEssentialTried;

    /// <summary>Takes over the journal, which nobody else may touch until <see cref="Stop"/> returned.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="options">Bounds and times.</param>
    /// <param name="timeProvider">The clock for the figures and the pauses.</param>
    /// <param name="fatal">
    /// Called on the thread when the disk failed, and expected to end the process: what was submitted will never be
    /// durable, and nothing more is taken.
    /// </param>
    public JournalThread(
        Journal journal, JournalThreadOptions options, TimeProvider timeProvider, Action<DiskException> fatal)
    {
        this.journal = journal;
        this.options = options;
        this.timeProvider = timeProvider;
        this.fatal = fatal;
        figures = new JournalFigures
        {
            DurableSequence = journal.LastSequence,
            DurableDataSequence = journal.LastDataSequence,
            Space = journal.Space,
            JournalBytes = journal.Bytes,
        };
        thread = new Thread(Run) { Name = "journal", IsBackground = true };
    }

    private enum Work
    {
        WriteGroup,
        Seal,
        Prepare,
        End,
    }

    /// <summary>
    /// Whether an ordinary submission would be taken now. Only <see cref="TrySubmit"/> itself can turn it to false.
    /// </summary>
    public bool HasRoom
    {
        get
        {
            lock (gate)
            {
                return IsAccepting(isEssential: false);
            }
        }
    }

    /// <summary>How it is doing.</summary>
    public JournalFigures Figures
    {
        get
        {
            lock (gate)
            {
                return figures with { Waiting = queue.Count, WaitingBytes = queue.Bytes };
            }
        }
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => thread.Start();

    /// <summary>
    /// Hands records over; false, and nothing happened, when too many bytes wait or the thread has ended.
    /// </summary>
    /// <exception cref="ArgumentException">The records do not fit in one group: the caller must split them.</exception>
    public bool TrySubmit(JournalSubmission submission)
    {
        if (submission.Bytes > journal.BodyBytesMax)
        {
            throw new ArgumentException(
                $"A submission must have at most {journal.BodyBytesMax} bytes. It has {submission.Bytes}.",
                nameof(submission));
        }

        lock (gate)
        {
            if (!IsAccepting(submission.IsEssential))
            {
                return false;
            }

            queue.Add(submission);
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>
    /// Writes what was submitted, seals the journal and waits for the thread's end. What a full disk keeps from being
    /// written is dropped: nobody was told of it.
    /// </summary>
    public void Stop()
    {
        lock (gate)
        {
            isStopping = true;
            Monitor.Pulse(gate);
        }

        if (!thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            thread.Join();
        }
    }

    /// <summary>As <see cref="Stop"/>; then closes the journal.</summary>
    public void Dispose()
    {
        Stop();
        journal.Dispose();
    }

    /// <summary>
    /// Essential submissions may wait twice as deep: votes that wait for space must not keep promises out.
    /// </summary>
    private bool IsAccepting(bool isEssential) =>
        !isStopping && !isEnded && queue.Bytes < options.WaitingBytesMax * (isEssential ? 2 : 1);

    private void Run()
    {
        try
        {
            for (var work = NextWork(); work != Work.End; work = NextWork())
            {
                Do(work);
            }
        }
        catch (DiskException failure)
        {
            // No second try: the kernel may have dropped what it could not write, and a retry would "succeed".
            End();
            fatal(failure);
            return;
        }

        End();
    }

    private void End()
    {
        lock (gate)
        {
            isEnded = true;
        }
    }

    private Work NextWork()
    {
        lock (gate)
        {
            while (true)
            {
                if (queue.Count > 0 && (!isOutOfSpace || (queue.HasEssential && !wasEssentialTried)))
                {
                    return Work.WriteGroup;
                }

                var wantsSeal = journal.WantsSeal && !isSealTried;
                if (isStopping)
                {
                    return wantsSeal ? Work.Seal : Work.End;
                }

                if (wantsSeal)
                {
                    if (!WaitUntil(lastGroupAt, options.SealAfter))
                    {
                        return Work.Seal;
                    }
                }
                else if (journal.IsPreparationDue)
                {
                    return Work.Prepare;
                }
                else if (journal.Space == SpaceState.NoSpace)
                {
                    if (!WaitUntil(lastPreparationAt, options.SpaceRetry))
                    {
                        return Work.Prepare;
                    }
                }
                else
                {
                    Monitor.Wait(gate);
                }
            }
        }
    }

    /// <summary>
    /// Waits for news until a pause since <paramref name="start"/> is over; false when it is over already.
    /// </summary>
    private bool WaitUntil(long start, TimeSpan pause)
    {
        var rest = pause - timeProvider.GetElapsedTime(start);
        if (rest <= TimeSpan.Zero)
        {
            return false;
        }

        Monitor.Wait(gate, rest < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : rest);
        return true;
    }

    private void Do(Work work)
    {
        switch (work)
        {
            case Work.WriteGroup:
                WriteGroup();
                if (journal.IsPreparationDue)
                {
                    // Also under load, a step at a time: else a group would wait for the whole next segment.
                    Prepare();
                }

                break;
            case Work.Seal:
                isSealTried = true;
                journal.AppendSeal();
                Publish(figures with { Seals = figures.Seals + (journal.WantsSeal ? 0 : 1) });
                break;
            default:
                Prepare();
                break;
        }
    }

    private void Prepare()
    {
        journal.PrepareStep();
        lastPreparationAt = timeProvider.GetTimestamp();
        isOutOfSpace = false;
        Publish(figures);
    }

    private void WriteGroup()
    {
        List<JournalSubmission> gathered;
        bool isEssential;
        lock (gate)
        {
            gathered = queue.First(journal.BodyBytesMax);
            isEssential = queue.HasEssential;
        }

        var records = gathered.SelectMany(submission => submission.Records).ToList();
        var summary = gathered.Aggregate(GroupSummary.None, (all, submission) => all.Union(submission.Summary));
        var took = TimeSpan.Zero;
        if (records.Count > 0)
        {
            var start = timeProvider.GetTimestamp();
            if (journal.Append(records, summary, isEssential) == AppendResult.NoSpace)
            {
                isOutOfSpace = true;
                wasEssentialTried = isEssential;
                Publish(figures);
                return;
            }

            lastGroupAt = timeProvider.GetTimestamp();
            took = timeProvider.GetElapsedTime(start, lastGroupAt);
            isSealTried = false;
            Publish(figures with
            {
                Groups = figures.Groups + 1,
                RecordBytes = figures.RecordBytes + gathered.Sum(submission => submission.Bytes),
                LastSync = took,
                MaxSync = took > figures.MaxSync ? took : figures.MaxSync,
            });
        }

        isOutOfSpace = false;
        Release(gathered.Count, took);
    }

    private void Release(int count, TimeSpan took)
    {
        IReadOnlyList<JournalSubmission> durable;
        lock (gate)
        {
            durable = queue.Take(count);
            figures = figures with { Submissions = figures.Submissions + durable.Count };
        }

        var group = new DurableGroup(journal.LastSequence, durable.Count, took);
        foreach (var submission in durable)
        {
            submission.OnDurable(group);
        }

        if (journal.Bytes != figures.JournalBytes)
        {
            // A submission had segments deleted.
            Publish(figures);
        }
    }

    private void Publish(JournalFigures changed)
    {
        lock (gate)
        {
            figures = changed with
            {
                DurableSequence = journal.LastSequence,
                DurableDataSequence = journal.LastDataSequence,
                Space = journal.Space,
                JournalBytes = journal.Bytes,
            };
        }
    }
}
