using System.CommandLine;

namespace Paxos.Cli.Grammar;

/// <summary>
/// Refuses words that look like options and are none. The parser would take a misspelt <c>--kye</c> for the value to
/// write.
/// </summary>
internal static class OptionCheck
{
    /// <summary>Checks the words before a <c>--</c>; those after it are values, whatever they look like.</summary>
    /// <exception cref="CommandFailure">Usage: names the word and the nearest option.</exception>
    public static void Check(IReadOnlyList<string> arguments, Command command)
    {
        var known = KnownOptions(command);
        foreach (var argument in arguments.TakeWhile(argument => argument != "--").Where(LooksLikeOption))
        {
            var name = argument.Split('=')[0];
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw CommandFailure.Usage(
                    $"Unknown option '{name}'.{Spelling.Suggestion(name, known)} A value that starts with '-' goes behind '--'.");
            }
        }
    }

    private static bool LooksLikeOption(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal)
        || (argument.Length >= 2 && argument[0] == '-' && char.IsAsciiLetter(argument[1]));

    private static List<string> KnownOptions(Command command)
    {
        var own = command.Options.AsEnumerable();
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault();
            parent is not null;
            parent = parent.Parents.OfType<Command>().FirstOrDefault())
        {
            own = own.Concat(parent.Options.Where(option => option.Recursive));
        }

        return [.. own.SelectMany(option => option.Aliases.Append(option.Name)).Distinct(StringComparer.Ordinal)];
    }
}
