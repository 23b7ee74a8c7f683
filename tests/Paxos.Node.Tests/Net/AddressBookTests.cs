using Paxos.Node.Net;
using Paxos.Node.Settings;

namespace Paxos.Node.Tests.Net;

public sealed class AddressBookTests
{
    [Fact]
    public void A_process_s_own_word_replaces_the_settings()
    {
        var book = new AddressBook([new NamedEndpoint("a1", "h", 1)]);

        book.Learn("a1", "h:2", AddressSource.Frame);

        Assert.Equal("h:2", book.Find("a1"));
        Assert.Null(book.Find("a2"));
    }

    [Fact]
    public void An_old_word_repeated_does_not_undo_a_newer_one_of_another_source()
    {
        var book = new AddressBook([]);
        book.Learn("a1", "h:1", AddressSource.Gossip);
        book.Learn("a1", "h:2", AddressSource.Frame);

        book.Learn("a1", "h:1", AddressSource.Gossip);

        Assert.Equal("h:2", book.Find("a1"));
    }

    [Fact]
    public void Strangers_beyond_the_bound_are_not_remembered()
    {
        var book = new AddressBook([]);
        for (var number = 0; number < AddressBook.NamesMax; number++)
        {
            Assert.True(book.Learn($"n{number}", "h:1", AddressSource.Frame));
        }

        Assert.False(book.Learn("late", "h:1", AddressSource.Frame));
        Assert.True(book.Learn("n0", "h:2", AddressSource.Frame));
        Assert.Null(book.Find("late"));
    }
}
