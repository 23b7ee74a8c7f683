namespace Paxos.Operator.Planning.Actions;

/// <summary>Gathers what the rules find, in their order.</summary>
internal sealed class PlanBuilder
{
    private readonly List<PlannedAction> actions = [];
    private readonly List<PlannedWait> waits = [];

    /// <summary>What is to be done so far.</summary>
    public IReadOnlyList<PlannedAction> Actions => actions;

    /// <summary>What is waited for so far.</summary>
    public IReadOnlyList<PlannedWait> Waits => waits;

    /// <summary>Adds something to do.</summary>
    public void Do(PlannedAction action) => actions.Add(action);

    /// <summary>Adds something to wait for; a subject that is waited for already keeps its first reason.</summary>
    public void Wait(PlannedWait wait)
    {
        if (waits.All(known => known.Subject != wait.Subject))
        {
            waits.Add(wait);
        }
    }
}
