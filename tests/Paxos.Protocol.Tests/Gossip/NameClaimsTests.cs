using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

public class NameClaimsTests
{
    private readonly NameClaims claims = new();

    [Fact]
    public void Any_number_of_restarts_is_no_conflict()
    {
        for (var life = 1; life <= 50; life++)
        {
            Assert.Null(Hear((ulong)life, 1_000 * life));
            Assert.Null(Hear((ulong)life, 1_000 * life));
        }
    }

    [Fact]
    public void A_few_late_messages_of_an_earlier_life_are_no_conflict()
    {
        Assert.Null(Hear(1, 0));
        for (var turn = 0; turn < NameClaims.ReturnsMax; turn++)
        {
            Assert.Null(Hear(turn % 2 == 0 ? 2UL : 1UL, turn));
        }

        Assert.Null(Hear(2, 100_000));
    }

    [Fact]
    public void Two_that_keep_taking_turns_are_reported_once_a_minute_with_the_elder_first()
    {
        var reports = new List<(long At, NameConflict Conflict)>();
        for (var at = 0L; at < 150_000; at += 1_000)
        {
            // The second process started 5 s after the first, and is heard at other moments.
            var isFirst = at / 1_000 % 2 == 0;
            var claimant = new Claimant(isFirst ? 9UL : 3UL, "address", (isFirst ? 5_000 : 0) + at);
            if (claims.Hear("a", claimant, new Instant(at)) is { } conflict)
            {
                reports.Add((at, conflict));
            }
        }

        Assert.Equal(3, reports.Count);
        Assert.True(reports[0].At <= 10_000);
        Assert.All(reports, report =>
        {
            Assert.Equal(9UL, report.Conflict.Elder.BootNonce);
            Assert.Equal(3UL, report.Conflict.Younger.BootNonce);
        });
    }

    [Fact]
    public void Turns_with_a_quiet_minute_between_them_are_counted_anew()
    {
        for (var turn = 0; turn < 20; turn++)
        {
            Assert.Null(Hear((ulong)(turn % 2), turn * (NameClaims.QuietMilliseconds + 1)));
        }
    }

    private NameConflict? Hear(ulong nonce, long at) =>
        claims.Hear("a", new Claimant(nonce, "address", 0), new Instant(at));
}
