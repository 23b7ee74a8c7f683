using System.Text.RegularExpressions;

namespace Paxos.Protocol.Tests;

/// <summary>The hard limits of the code base, and the numbered rules: each in node/README.md, each checked and tested.</summary>
public sealed partial class TidyTests
{
    private const int FileLinesMax = 500;
    private const int MethodLinesMax = 60;
    private const int LineLengthMax = 140;

    private static readonly string[] CodeFolders = ["node", "operator", "swarm", "tests"];

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        var offenders = Sources().Where(file => File.ReadLines(file).Count() > FileLinesMax).Select(Relative);

        AssertNone(offenders);
    }

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var offenders = Sources().SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (Line: line, Place: $"{Relative(file)}:{index + 1}"))
            .Where(line => line.Line.Length > LineLengthMax && !IsTableRow(line.Line))
            .Select(line => line.Place));

        AssertNone(offenders);
    }

    [Fact]
    public void No_method_is_longer_than_60_lines()
    {
        var offenders = Sources().SelectMany(file => Methods(File.ReadAllLines(file))
            .Where(method => method.Length > MethodLinesMax)
            .Select(method => $"{Relative(file)}:{method.First} has {method.Length} lines"));

        AssertNone(offenders);
    }

    [Fact]
    public void A_method_that_is_too_long_is_found()
    {
        var body = Enumerable.Repeat("        Call();", MethodLinesMax + 1);
        string[] source = ["class C", "{", "    void Long()", "    {", .. body, "    }", "}"];

        Assert.Contains(Methods(source), method => method.Length > MethodLinesMax);
    }

    [Fact]
    public void Nothing_is_left_for_later_in_comments()
    {
        var mark = new Regex(@"//.*\b(TO" + "DO|FIX" + "ME|HA" + "CK)\\b");

        AssertNone(Sources().Where(file => mark.IsMatch(File.ReadAllText(file))).Select(Relative));
    }

    [Fact]
    public void Every_rule_that_the_code_cites_stands_in_the_readme_and_every_rule_there_is_checked_and_tested()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "node", "README.md"));
        var listed = Listed().Matches(readme).Select(match => match.Groups[1].Value).ToHashSet();
        var product = Cited(Sources().Where(file => Relative(file).StartsWith("node", StringComparison.Ordinal)));
        var tests = Cited(Sources().Where(file => Relative(file).StartsWith("tests", StringComparison.Ordinal)));

        Assert.NotEmpty(listed);
        Assert.Empty(product.Except(listed));
        Assert.Empty(listed.Except(product.Union(tests)));
    }

    // Assert.Empty would cut the places off.
    private static void AssertNone(IEnumerable<string> offenders) => Assert.Equal(string.Empty, string.Join('\n', offenders));

    [GeneratedRegex(@"^\| \*\*([A-Z]\d)\*\* \|", RegexOptions.Multiline)]
    private static partial Regex Listed();

    // A row of a test's table reads better on one line.
    private static bool IsTableRow(string line) => line.TrimStart().StartsWith("[InlineData(", StringComparison.Ordinal);

    // "A1: …" in the text of a check, "rule A1" or "rules F1 to F3" in a comment.
    [GeneratedRegex(@"\$?""([A-Z]\d): |\b[Rr]ules? ([A-Z]\d)\b|// ([A-Z]\d): ")]
    private static partial Regex Citation();

    private static HashSet<string> Cited(IEnumerable<string> files) =>
    [
        .. files.SelectMany(file => Citation().Matches(File.ReadAllText(file)))
            .SelectMany(match => match.Groups.Values.Skip(1))
            .Where(group => group.Success)
            .Select(group => group.Value),
    ];

    // A member's body begins with a brace alone on its line and ends with one indented alike; its header, which may take several
    // lines, begins with the last line before it that is indented alike.
    private static IEnumerable<(int First, int Length)> Methods(string[] lines)
    {
        for (var first = 1; first < lines.Length; first++)
        {
            if (lines[first].Trim() != "{")
            {
                continue;
            }

            var indent = lines[first][..lines[first].IndexOf('{')];
            var header = lines[..first].LastOrDefault(line => line.StartsWith(indent, StringComparison.Ordinal)
                && line.Length > indent.Length && !char.IsWhiteSpace(line[indent.Length]));
            var length = Array.FindIndex(lines, first, line => line.StartsWith(indent + "}", StringComparison.Ordinal)) - first - 1;
            if (header is not null && header.Contains('(') && !header.EndsWith("new()", StringComparison.Ordinal)
                && !TypeHeader().IsMatch(header))
            {
                yield return (first, length);
            }
        }
    }

    [GeneratedRegex(@"\b(class|record|struct|interface|namespace)\b")]
    private static partial Regex TypeHeader();

    private static IEnumerable<string> Sources() =>
        CodeFolders
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
}
