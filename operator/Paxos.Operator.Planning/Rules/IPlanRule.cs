using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Planning.Rules;

/// <summary>One concern of the planner. Rules read the view and what earlier rules found, and never each other's insides.</summary>
internal interface IPlanRule
{
    /// <summary>Adds what it finds.</summary>
    public void Apply(ClusterView view, PlanBuilder plan);
}
