using Paxos.Node.Net;
using Paxos.Node.Tests.Host;

namespace Paxos.Node.Tests.Net;

public sealed class SenderBookTests
{
    private readonly StoppedClock clock = new();
    private readonly SenderBook book;

    public SenderBookTests() => book = new SenderBook(clock);

    [Fact]
    public void Two_addresses_that_speak_under_one_name_are_told_apart()
    {
        Assert.Null(book.Hear("p1", "h:1"));
        Assert.Null(book.Hear("p2", "h:2"));
        Assert.Null(book.Hear("p1", "h:1"));

        Assert.Equal("h:1", book.Hear("p1", "h:3"));
    }

    [Fact]
    public void One_that_fell_silent_may_come_back_from_elsewhere()
    {
        book.Hear("p1", "h:1");

        clock.Advance(SenderBook.Silence);

        Assert.Null(book.Hear("p1", "h:3"));
        Assert.Equal("h:3", book.Hear("p1", "h:1"));
    }

    [Fact]
    public void One_whose_stream_has_ended_may_come_back_from_elsewhere_at_once()
    {
        book.Hear("p1", "h:1");

        book.Forget("p1", "h:3");
        Assert.Equal("h:1", book.Hear("p1", "h:3"));
        book.Forget("p1", "h:1");

        Assert.Null(book.Hear("p1", "h:3"));
    }

    [Fact]
    public void A_refused_one_does_not_keep_the_other_s_place()
    {
        book.Hear("p1", "h:1");
        clock.Advance(SenderBook.Silence / 2);
        book.Hear("p1", "h:3");

        clock.Advance(SenderBook.Silence / 2);

        Assert.Null(book.Hear("p1", "h:3"));
    }

    [Fact]
    public void More_names_than_there_can_be_members_are_not_kept()
    {
        for (var number = 0; number < SenderBook.NamesMax; number++)
        {
            book.Hear($"p{number}", "h:1");
        }

        Assert.Null(book.Hear("stranger", "h:1"));
        Assert.Null(book.Hear("stranger", "h:2"));
        Assert.Equal("h:1", book.Hear("p0", "h:2"));
    }
}
