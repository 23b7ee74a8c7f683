using System.Reflection;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Tests.Planning;

/// <summary>What people are told to do.</summary>
public sealed class NextStepTests
{
    private static readonly string[] Names =
    [
        .. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!),
    ];

    public static TheoryData<string> All => [.. Names];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_reason_has_a_next_step_or_is_one_that_needs_none(string reason)
    {
        Assert.True(NextSteps.IsKnown(reason), $"{reason} is in neither table of {nameof(NextSteps)}.");

        var text = Of(reason, "acceptor2 does something.");

        Assert.DoesNotContain("{", text ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("POD", text ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CaseTests.Names), MemberType = typeof(CaseTests))]
    public void No_rule_gives_a_reason_that_is_not_listed_and_what_is_waited_for_too_long_has_a_step(string name)
    {
        var world = CaseTests.Build(name);
        var plan = world.Plan();
        var reasons = plan.Actions.Concat(plan.Withheld).Select(action => action.Reason)
            .Concat(world.Status().Conditions.Select(condition => condition.Reason));

        Assert.All(reasons, reason => Assert.Contains(reason, Names));
        Assert.All(
            plan.Waits.Where(wait => wait.Reason != Reasons.Settling),
            wait => Assert.NotNull(Of(wait.Reason, wait.Message)));
    }

    [Theory]
    [InlineData("The image of paxos-learner-1 cannot be pulled.", "paxos-learner-1")]
    [InlineData("acceptor10 is slow, acceptor2 crashes.", "paxos-acceptor2-0")]
    [InlineData("No node is named.", "POD")]
    public void The_pod_in_a_command_is_the_one_that_the_message_names(string message, string pod) =>
        Assert.Contains($"kubectl logs {pod} -n prod --previous", Of(Reasons.PodCrashes, message), StringComparison.Ordinal);

    [Fact]
    public void A_reason_of_a_later_version_has_no_step() => Assert.Null(Of("SomethingNew", ""));

    private static string? Of(string reason, string message)
    {
        var world = Worlds.Settled();
        return NextSteps.Of(world.Cluster with { Status = world.Status() }, reason, message);
    }
}
