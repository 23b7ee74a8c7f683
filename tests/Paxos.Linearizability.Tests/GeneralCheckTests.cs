using Paxos.Linearizability.General;
using Paxos.Linearizability.Models;
using Paxos.Linearizability.Text;
using Paxos.Protocol;

namespace Paxos.Linearizability.Tests;

public sealed class GeneralCheckTests
{
    [Fact]
    public void A_counterexample_shows_the_longest_order_and_what_cannot_come_next()
    {
        var verdict = Check(
            "cas-register", "A 1 2 write \"0\" = ok", "A 3 4 cas \"0\" \"1\" = true", "B 5 6 read = \"0\"", "C 5 9 read = \"1\"");

        Assert.Equal(
            """
            no order of the calls explains their answers. The longest that could be found places 3 of 4 calls:
              A 1 2 write "0" = ok
              A 3 4 cas "0" "1" = true
              C 5 9 read = "1"
            then the state is "1", and none of these can come next:
              B 5 6 read = "0"
            """,
            verdict.Explanation);
    }

    [Fact]
    public void The_check_gives_up_at_its_bound_and_does_not_say_that_all_is_well()
    {
        string[] lines =
        [
            .. Enumerable.Range(1, 12).Select(number => $"p{number} 1 100 write \"{number}\" = ok"),
            "q 101 102 read = \"none of them\"",
        ];

        Assert.Equal(VerdictKind.GaveUp, Check("register", lines, stepsMax: 1_000).Kind);
        Assert.Equal(VerdictKind.Violation, Check("register", lines, stepsMax: 1_000_000).Kind);
    }

    [Fact]
    public void A_violation_of_one_key_is_found_although_another_key_gave_up()
    {
        string[] lines =
        [
            .. Enumerable.Range(1, 12).Select(number => $"p{number} 1 100 write \"b\" \"{number}\" = ok"),
            "q 101 102 read \"b\" = \"none of them\"", "r 1 2 read \"z\" = \"nobody wrote it\"",
        ];

        Assert.Equal(VerdictKind.GaveUp, Check("key-value", lines[..^1], stepsMax: 1_000).Kind);
        Assert.Contains("read \"z\"", Check("key-value", lines, stepsMax: 1_000).Explanation, StringComparison.Ordinal);
    }

    // Lowe 2016: remembered configurations make this polynomial; without them all orders of the pending writes are tried.
    [Fact]
    public void Pending_calls_that_nobody_saw_cost_little()
    {
        string[] lines =
        [
            .. Enumerable.Range(1, 16).Select(number => $"p{number} 1 - write \"same\" = ?"),
            "q 101 102 read = \"same\"", "q 103 104 read = \"other\"",
        ];

        Assert.Equal(VerdictKind.Violation, Check("register", lines, stepsMax: 2_000_000).Kind);
    }

    [Fact]
    public void Long_histories_of_a_few_processes_take_few_steps()
    {
        var (random, value) = (new Prng(5), (string?)null);
        var lines = new List<string>();
        for (var number = 0; number < 5_000; number++)
        {
            var place = number * 10;
            var isRead = random.Chance(0.5);
            value = isRead ? value : $"v{number}";
            lines.Add(isRead
                ? $"p{number % 3} {place} {place + 25} read = {(value is null ? "none" : $"\"{value}\"")}"
                : $"p{number % 3} {place} {place + 25} write \"{value}\" = ok");
        }

        Assert.Equal(VerdictKind.Linearizable, Check("register", lines, stepsMax: 200_000).Kind);
    }

    private static Verdict Check(string kind, params string[] lines) => Check(kind, lines, GeneralCheck.StepsMaxDefault);

    private static Verdict Check(string kind, IEnumerable<string> lines, long stepsMax) => GeneralCheck.Check(
        HistoryText.Parse(lines.Prepend($"history {kind}")).Calls.Cast<RegisterCall>(), new RegisterModel(), stepsMax);
}
