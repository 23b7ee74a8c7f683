namespace Paxos.ApiServer.Faults;

/// <summary>What tests make go wrong, and the record of what was asked. Safe to use from any thread.</summary>
internal sealed class FaultSwitch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];
    private readonly List<RequestRecord> _requests = [];
    private CancellationTokenSource _watches = new();
    private int _cuts;

    /// <summary>Ends all watches that are open; their connections end in the middle, without a word.</summary>
    public void CloseWatches()
    {
        CancellationTokenSource ended;
        lock (_gate)
        {
            ended = _watches;
            _watches = new CancellationTokenSource();
        }

        ended.Cancel();
    }

    /// <summary>While set, watches stay open and say nothing: a dead connection as it looks from the client.</summary>
    public bool AreWatchesSilent { get; set; }

    /// <summary>Ends the watch that is told something next in the middle of a line.</summary>
    public void CutNextLine()
    {
        lock (_gate)
        {
            _cuts++;
        }
    }

    /// <summary>Whether a watch is to end in the middle of its next line; asked once for each.</summary>
    public bool TakeCut()
    {
        lock (_gate)
        {
            return _cuts > 0 && _cuts-- > 0;
        }
    }

    /// <summary>Answers requests that fit with a code, without doing anything.</summary>
    /// <param name="fits">Which requests; by verb and resource as in <see cref="RequestRecord"/>.</param>
    /// <param name="code">The HTTP status: 409, 410, 429, 500…</param>
    /// <param name="times">How many of them.</param>
    public void Answer(Func<RequestRecord, bool> fits, int code, int times = 1) => Add(new Rule(fits, 0, times, code, IsDoneFirst: false));

    /// <summary>The k-th write from now on fails; when it is done first, only the answer is lost.</summary>
    public void FailWrite(int k, bool isDoneFirst) => Add(new Rule(request => request.IsWrite, k - 1, 1, 500, isDoneFirst));

    /// <summary>Takes all faults back.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }

        AreWatchesSilent = false;
    }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<RequestRecord> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>All writes so far that changed something.</summary>
    public IReadOnlyList<RequestRecord> Writes => [.. Requests.Where(request => request.IsWrite && request.HasChanged)];

    /// <summary>Forgets the requests so far.</summary>
    public void ForgetRequests()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    /// <summary>Ends when watches that are open now are to end.</summary>
    public CancellationToken WatchesClosed
    {
        get
        {
            lock (_gate)
            {
                return _watches.Token;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watches.Dispose();

    /// <summary>The fault of a request: its code, and whether the request is done first; null for none.</summary>
    public (int Code, bool IsDoneFirst)? For(RequestRecord request)
    {
        lock (_gate)
        {
            foreach (var rule in _rules.Where(rule => rule.Fits(request)).ToList())
            {
                if (rule.Skip > 0)
                {
                    Replace(rule, rule with { Skip = rule.Skip - 1 });
                    continue;
                }

                Replace(rule, rule.Times > 1 ? rule with { Times = rule.Times - 1 } : null);
                return (rule.Code, rule.IsDoneFirst);
            }

            return null;
        }
    }

    /// <summary>Keeps the record of a request.</summary>
    public void Note(RequestRecord request)
    {
        lock (_gate)
        {
            _requests.Add(request);
        }
    }

    private void Add(Rule rule)
    {
        lock (_gate)
        {
            _rules.Add(rule);
        }
    }

    private void Replace(Rule rule, Rule? next)
    {
        var index = _rules.IndexOf(rule);
        _rules.RemoveAt(index);
        if (next is not null)
        {
            _rules.Insert(index, next);
        }
    }

    private sealed record Rule(Func<RequestRecord, bool> Fits, int Skip, int Times, int Code, bool IsDoneFirst);
}
