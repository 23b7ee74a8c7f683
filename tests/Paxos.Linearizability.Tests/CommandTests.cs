using Paxos.Linearizability.Commands;

namespace Paxos.Linearizability.Tests;

public sealed class CommandTests : IDisposable
{
    private const string Fine = "history register\np 1 2 write \"1\" = ok\np 3 4 read = \"1\"";
    private const string Stale = "history register\np 1 2 write \"1\" = ok\np 3 4 read = none";
    private const string Hard =
        "history cas-register\na 1 9 write \"1\" = ok\nb 1 9 write \"2\" = ok\nc 1 9 write \"3\" = ok\nd 10 11 read = none";

    private readonly string folder = Directory.CreateTempSubdirectory("paxos-history-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0, "2 calls, linearizable", Fine)]
    [InlineData(1, "2 calls, violation of linearizability: no order", Stale)]
    [InlineData(2, "Line 1: 'history' is expected", "nonsense")]
    [InlineData(3, "4 calls, gave up: 2 steps", Hard)]
    [InlineData(0, "1 calls, linearizable", "history store\np 1 2 append \"a\" = written 2 \"values/00000000000000000002\"")]
    public void A_file_is_checked_and_the_exit_code_tells(int exitCode, string says, string text)
    {
        var (code, output) = Run(text, exitCode == 3 ? ["--steps", "2"] : []);

        Assert.Equal(exitCode, code);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_is_checked_without_its_revisions_on_demand()
    {
        const string Text = "history store\np 1 2 append \"a\" = written 3 \"values/00000000000000000003\"";

        Assert.Contains("violation of answers", Run(Text).Output, StringComparison.Ordinal);
        Assert.Contains("violation of linearizability", Run(Text, "--general").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_violation_outweighs_other_files()
    {
        var stale = Write("stale", Stale);
        var missing = Path.Combine(folder, "missing");

        Assert.Equal(1, CheckCommand.Run(Arguments.Parse(["check", missing, stale, Write("fine", Fine)]), TextWriter.Null));
        Assert.Equal(2, CheckCommand.Run(Arguments.Parse(["check", Write("fine", Fine), missing]), TextWriter.Null));
    }

    [Fact]
    public void The_benchmark_checks_what_it_made()
    {
        var output = new StringWriter();

        Assert.Equal(0, BenchCommand.Run(2_000, output));
        Assert.StartsWith("2000 calls, ", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say what to do.")]
    [InlineData("'look' is neither check nor bench.", "look")]
    [InlineData("Name a file with a history.", "check")]
    [InlineData("'--fast' is no option of check.", "check", "--fast")]
    [InlineData("--steps must be followed by a number from 1 to 9223372036854775807.", "check", "--steps", "0")]
    [InlineData("bench must be followed by a number from 1 to 2147483647.", "bench", "x")]
    [InlineData("bench takes one number. It has '2' too.", "bench", "1", "2")]
    public void Wrong_arguments_are_named(string message, params string[] words) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Arguments.Parse(words)).Message);

    private (int Code, string Output) Run(string text, params string[] options)
    {
        var output = new StringWriter();
        var code = CheckCommand.Run(Arguments.Parse(["check", .. options, Write("history", text)]), output);
        return (code, output.ToString());
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
