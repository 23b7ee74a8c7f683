using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Paxos.Node.Protos;

namespace Paxos.Node.Tests.Cli;

public sealed class StoreVerbTests
{
    private const int ValueBytesMax = 1_572_864;

    [Fact]
    public async Task Write_with_a_key_puts_and_read_with_it_shows_that_value_alone()
    {
        await using var node = await FakeClientNode.StartAsync();

        var write = await CommandLine.RunAsync(node, "write", "blue", "--key", "colour");
        await CommandLine.RunAsync(node, "write", "other");
        var read = await CommandLine.RunAsync(node, "read", "--key", "colour");

        Assert.Equal("Wrote colour at revision 2.\n", write.Output);
        Assert.Equal("2\tcolour\tblue\n", read.Output);
    }

    [Fact]
    public async Task Write_reads_a_dash_from_standard_input_byte_for_byte()
    {
        await using var node = await FakeClientNode.StartAsync();
        var input = new MemoryStream("linha 1\nlinha 2\n"u8.ToArray());

        var outcome = await CommandLine.RunAsync(["--endpoints", node.Endpoint, "write", "-", "--key", "k"], input, []);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("linha 1\nlinha 2\n", node.Store.Find("k")!.Value.ToStringUtf8());
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("@file")]
    [InlineData("")]
    [InlineData("[suggest]")]
    public async Task Write_takes_values_that_look_like_something_else(string value)
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "write", value, "--key", "k");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(value, node.Store.Find("k")!.Value.ToStringUtf8());
    }

    [Fact]
    public async Task Write_takes_an_option_behind_two_dashes_as_the_value()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "write", "--key", "k", "--", "--kye");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("--kye", node.Store.Find("k")!.Value.ToStringUtf8());
    }

    [Fact]
    public async Task A_value_of_exactly_the_limit_is_written()
    {
        await using var node = await FakeClientNode.StartAsync();
        var input = new MemoryStream(new byte[ValueBytesMax]);

        var outcome = await CommandLine.RunAsync(["--endpoints", node.Endpoint, "write", "-", "--key", "k"], input, []);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(ValueBytesMax, node.Store.Find("k")!.Value.Length);
    }

    [Fact]
    public async Task A_value_over_the_limit_is_refused_before_anything_is_sent()
    {
        await using var node = await FakeClientNode.StartAsync();

        var fromArgument = await CommandLine.RunAsync(node, "write", new string('x', ValueBytesMax + 1));
        var fromInput = await CommandLine.RunAsync(
            ["--endpoints", node.Endpoint, "write", "-"], new EndlessStream(ValueBytesMax + 1), []);

        Assert.Equal(2, fromArgument.ExitCode);
        Assert.Contains("at most 1572864 bytes (1.5 MiB). It has 1572865.", fromArgument.Error, StringComparison.Ordinal);
        Assert.Equal(2, fromInput.ExitCode);
        Assert.Contains("at most 1572864 bytes (1.5 MiB). It has more.", fromInput.Error, StringComparison.Ordinal);
        Assert.Empty(node.Store.Requests);
    }

    [Fact]
    public async Task A_key_over_the_limit_is_refused_before_anything_is_sent()
    {
        var outcome = await CommandLine.RunAsync("write", "v", "--key", new string('k', 4097));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("A key must have 1 to 4096 bytes. It has 4097.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_shows_all_values_oldest_first_over_many_pages()
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.PageSize = 3;
        foreach (var number in Enumerable.Range(0, 10))
        {
            node.Store.Put(ByteString.CopyFromUtf8($"key{(number * 7) % 10}"), ByteString.CopyFromUtf8($"value{number}"));
        }

        var outcome = await CommandLine.RunAsync(node, "read");

        Assert.Equal(
            Enumerable.Range(0, 10).Select(number => $"{number + 2}\tkey{(number * 7) % 10}\tvalue{number}"), outcome.Lines);
        var pages = node.Store.Requests.OfType<RangeRequest>().ToArray();
        Assert.Equal(4, pages.Length);
        Assert.All(pages.Skip(1), page => Assert.Equal(11, page.Revision));
    }

    [Fact]
    public async Task Read_with_a_limit_shows_the_oldest()
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.PageSize = 2;
        foreach (var key in "edcba")
        {
            node.Store.Put(ByteString.CopyFromUtf8($"{key}"), ByteString.CopyFromUtf8($"{key}"));
        }

        var outcome = await CommandLine.RunAsync(node, "read", "--limit", "2");

        Assert.Equal(["2\te\te", "3\td\td"], outcome.Lines);
    }

    [Fact]
    public async Task Read_from_a_revision_shows_what_was_written_since()
    {
        await using var node = await FakeClientNode.StartAsync();
        await CommandLine.RunAsync(node, "write", "old");
        await CommandLine.RunAsync(node, "write", "new");

        var outcome = await CommandLine.RunAsync(node, "read", "--from", "3", "--consistency", "serializable");

        Assert.Equal("3\tvalues/00000000000000000003\tnew\n", outcome.Output);
        Assert.Equal(Consistency.Serializable, node.Store.Requests.OfType<RangeRequest>().Single().Consistency);
    }

    [Fact]
    public async Task Read_with_a_prefix_shows_the_keys_that_start_so()
    {
        await using var node = await FakeClientNode.StartAsync();
        foreach (var key in new[] { "users/1", "users/2", "userz", "user" })
        {
            await CommandLine.RunAsync(node, "write", "v", "--key", key);
        }

        var outcome = await CommandLine.RunAsync(node, "read", "--key", "users/", "--prefix");

        Assert.Equal(["2\tusers/1\tv", "3\tusers/2\tv"], outcome.Lines);
    }

    [Fact]
    public async Task Read_keeps_a_value_that_is_no_text_on_one_line()
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.Put(ByteString.CopyFromUtf8("k"), ByteString.CopyFrom([(byte)'a', (byte)'\n', 0xff, 0x1b]));

        var outcome = await CommandLine.RunAsync(node, "read");

        Assert.Equal("2\tk\t$'a\\n\\xff\\x1b'\n", outcome.Output);
    }

    [Fact]
    public async Task Read_as_json_has_text_as_text_and_other_bytes_in_base64()
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.Put(ByteString.CopyFromUtf8("ação"), ByteString.CopyFromUtf8("olá"));
        node.Store.Put(ByteString.CopyFromUtf8("k"), ByteString.CopyFrom(0xff));

        var outcome = await CommandLine.RunAsync(node, "read", "-o", "json");

        var values = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("values");
        Assert.Equal("ação", values[0].GetProperty("key").GetString());
        Assert.Equal("olá", values[0].GetProperty("value").GetString());
        Assert.Equal(2, values[0].GetProperty("modRevision").GetInt64());
        Assert.Equal("/w==", values[1].GetProperty("valueBase64").GetString());
        Assert.False(values[1].TryGetProperty("value", out _));
    }

    [Fact]
    public async Task Read_as_yaml_quotes_what_yaml_would_read_as_something_else()
    {
        await using var node = await FakeClientNode.StartAsync();
        await CommandLine.RunAsync(node, "write", "yes", "--key", "k");

        var outcome = await CommandLine.RunAsync(node, "read", "-o", "yaml");

        Assert.Contains("- key: k\n  value: \"yes\"\n  createRevision: 2\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_of_nothing_prints_nothing()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "read");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Delete_removes_one_key_or_a_prefix()
    {
        await using var node = await FakeClientNode.StartAsync();
        foreach (var key in new[] { "a", "ab", "ac" })
        {
            await CommandLine.RunAsync(node, "write", "v", "--key", key);
        }

        var one = await CommandLine.RunAsync(node, "delete", "--key", "a");
        var rest = await CommandLine.RunAsync(node, "delete", "--key", "a", "--prefix", "-o", "json");

        Assert.Equal("Deleted 1 at revision 5.\n", one.Output);
        Assert.Equal(2, JsonDocument.Parse(rest.Output).RootElement.GetProperty("deleted").GetInt32());
    }

    [Fact]
    public async Task Compare_and_set_writes_when_the_revision_holds_and_is_refused_when_not()
    {
        await using var node = await FakeClientNode.StartAsync();

        var created = await CommandLine.RunAsync(node, "cas", "one", "--key", "k", "--expected", "0");
        var refused = await CommandLine.RunAsync(node, "cas", "two", "--key", "k", "--expected", "0");
        var missing = await CommandLine.RunAsync(node, "cas", "two", "--key", "none", "--expected", "7");

        Assert.Equal("Wrote k at revision 2.\n", created.Output);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("The mod revision of k must be 0. It is 2. Nothing was written.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("must be 7. It is 0, for it does not exist.", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compact_names_the_revision()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "compact", "1");

        Assert.Equal("Compacted up to revision 1.\n", outcome.Output);
    }

    /// <summary>
    /// Input without an end: whoever reads more of it than <paramref name="readable"/> bytes fails the test.
    /// </summary>
    private sealed class EndlessStream(int readable) : MemoryStream
    {
        private int read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read += buffer.Length;
            Assert.True(read <= readable, string.Create(CultureInfo.InvariantCulture, $"{read} bytes were read."));
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
