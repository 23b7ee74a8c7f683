extern alias cli;

using System.Text;
using cli::Paxos.Cli.Output;

namespace Paxos.Node.Tests.Cli;

public sealed class LineTextTests
{
    [Theory]
    [InlineData("novo valor")]
    [InlineData("ação ✓ 漢字 👩‍🚀")]
    [InlineData(@"C:\temp 'quoted'")]
    [InlineData("")]
    public void Printable_text_stays_as_it_is(string text) =>
        Assert.Equal(text, LineText.From(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("a\nb", @"$'a\nb'")]
    [InlineData("a\tb\\", @"$'a\tb\\'")]
    [InlineData("\u001b[2J", @"$'\x1b[2J'")]
    [InlineData("it's\r", @"$'it\'s\r'")]
    [InlineData("abc\u202edef", @"$'abc\u202edef'")]
    [InlineData("$'x'", @"$'$\'x\''")]
    public void Anything_else_is_quoted(string text, string quoted) =>
        Assert.Equal(quoted, LineText.From(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_bytes() =>
        Assert.Equal(@"$'\xff\xfe\x00ok\xc3'", LineText.From([0xff, 0xfe, 0x00, (byte)'o', (byte)'k', 0xc3]));
}
