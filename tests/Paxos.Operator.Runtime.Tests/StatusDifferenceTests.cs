using System.Text.Json.Nodes;
using Paxos.Operator.Runtime.Client;

namespace Paxos.Operator.Runtime.Tests;

public sealed class StatusDifferenceTests
{
    [Fact]
    public void A_status_that_differs_by_times_of_transition_only_says_nothing_new() =>
        Assert.Null(StatusDifference.Of(Status("True", "09:00"), Status("True", "10:00")));

    [Fact]
    public void A_condition_that_turned_has_its_new_time_and_one_that_stayed_its_old_one()
    {
        Assert.Equal("10:00", Since(StatusDifference.Of(Status("False", "09:00"), Status("True", "10:00"))));

        var changed = Status("True", "10:00");
        changed["phase"] = "Ready";
        Assert.Equal("09:00", Since(StatusDifference.Of(Status("True", "09:00"), changed)));
    }

    [Fact]
    public void A_field_that_is_gone_is_a_difference()
    {
        var before = Status("True", "09:00");
        before["phase"] = "Ready";

        Assert.NotNull(StatusDifference.Of(before, Status("True", "09:00")));
        Assert.NotNull(StatusDifference.Of(null, Status("True", "09:00")));
    }

    private static string? Since(JsonObject? status) => (string?)status?["conditions"]![0]!["lastTransitionTime"];

    private static JsonObject Status(string status, string since) => new()
    {
        ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = status, ["lastTransitionTime"] = since }),
    };
}
