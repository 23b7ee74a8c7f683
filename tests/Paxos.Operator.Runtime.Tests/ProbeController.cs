using System.Threading.Channels;

namespace Paxos.Operator.Runtime.Tests;

/// <summary>A controller that tells the test of every call and does what the test says.</summary>
internal sealed class ProbeController(ProbeScript script) : IEntityController<Widget>
{
    public Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken) =>
        CallAsync(entity, isGone: false, cancellationToken);

    public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken) =>
        CallAsync(entity, isGone: true, cancellationToken);

    private async Task<ReconciliationResult<Widget>> CallAsync(Widget entity, bool isGone, CancellationToken cancellationToken)
    {
        var call = new ProbeCall(entity.Metadata.Name, (int?)entity.Spec?["size"] ?? 0, isGone, entity);
        script.Enter(call);
        try
        {
            await script.Calls.Writer.WriteAsync(call, cancellationToken);
            return await script.Act(call, cancellationToken);
        }
        finally
        {
            script.Leave(call);
        }
    }
}

/// <summary>One call of the controller.</summary>
internal sealed record ProbeCall(string Name, int Size, bool IsGone, Widget Entity);

/// <summary>What the controller does, and what it was asked.</summary>
internal sealed class ProbeScript
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _running = [];

    public Channel<ProbeCall> Calls { get; } = Channel.CreateUnbounded<ProbeCall>();

    public Func<ProbeCall, CancellationToken, Task<ReconciliationResult<Widget>>> Act { get; set; } =
        (call, _) => Task.FromResult(ReconciliationResult<Widget>.Success(call.Entity));

    /// <summary>Calls for a name that began before another one for it had ended.</summary>
    public int Overlaps { get; private set; }

    /// <summary>The most calls at a time.</summary>
    public int MostAtOnce { get; private set; }

    public void Enter(ProbeCall call)
    {
        lock (_gate)
        {
            Overlaps += _running.Add(call.Name) ? 0 : 1;
            MostAtOnce = Math.Max(MostAtOnce, _running.Count);
        }
    }

    public void Leave(ProbeCall call)
    {
        lock (_gate)
        {
            _running.Remove(call.Name);
        }
    }

    /// <summary>The next call.</summary>
    public Task<ProbeCall> NextAsync() => Calls.Reader.ReadAsync().AsTask().WaitAsync(TestOperator.Patience);

    /// <summary>The next call that fits.</summary>
    public async Task<ProbeCall> NextAsync(Func<ProbeCall, bool> fits)
    {
        while (true)
        {
            var call = await NextAsync();
            if (fits(call))
            {
                return call;
            }
        }
    }
}
