using System.CommandLine;
using System.Globalization;

namespace Paxos.Cli.Grammar;

/// <summary>
/// Brings the two forms of a command line together: <c>HOST PORT VERB …</c> becomes <c>--endpoints HOST:PORT VERB
/// …</c>. What is wrong before the verb is found here, because only here is it known which form was meant.
/// </summary>
/// <param name="root">The whole grammar.</param>
/// <param name="globals">The options that may stand before the verb.</param>
internal sealed class ArgumentForms(RootCommand root, GlobalOptions globals)
{
    private IEnumerable<string> Verbs => root.Subcommands.Select(command => command.Name);

    /// <summary>The arguments in the second form.</summary>
    /// <exception cref="CommandFailure">Usage: the verb is missing or unknown, or the port is no port.</exception>
    public IReadOnlyList<string> Normalise(IReadOnlyList<string> arguments)
    {
        var first = FirstWord(arguments);
        if (first == arguments.Count)
        {
            return arguments.Any(IsAnsweredByRoot)
                ? arguments
                : throw CommandFailure.Usage("A verb is missing; 'paxosctl --help' lists them.");
        }

        if (IsVerb(arguments[first]))
        {
            return arguments;
        }

        var rest = arguments.Skip(first).ToArray();
        if (!NamesEndpoint(rest))
        {
            throw UnknownVerb(rest[0]);
        }

        var endpoint = Endpoint.Parse(rest[0], rest[1]);
        if (arguments.Take(first).Any(argument => argument.Split('=')[0] == globals.Endpoints.Name))
        {
            throw CommandFailure.Usage($"Endpoints are given twice: as --endpoints and as '{rest[0]} {rest[1]}'.");
        }

        var before = arguments.Take(first).Append(globals.Endpoints.Name).Append(endpoint.ToString());
        return [.. before, .. Normalise([.. rest.Skip(2)], rest[0], rest[1])];
    }

    private string[] Normalise(string[] afterEndpoint, string host, string port)
    {
        var first = FirstWord(afterEndpoint);
        return first == afterEndpoint.Length
            ? throw CommandFailure.Usage($"A verb is missing after '{host} {port}'; 'paxosctl --help' lists them.")
            : IsVerb(afterEndpoint[first]) ? afterEndpoint : throw UnknownVerb(afterEndpoint[first]);
    }

    private bool IsVerb(string word) => Verbs.Contains(word, StringComparer.Ordinal);

    // A number after the first word, or a verb as the third, says that the first two are a host and a port. A misspelt
    // verb says not.
    private bool NamesEndpoint(string[] rest) =>
        rest.Length >= 2
        && (long.TryParse(rest[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            || (rest.Length >= 3 && IsVerb(rest[2]) && Spelling.Nearest(rest[0], Verbs) is null));

    private CommandFailure UnknownVerb(string word) => CommandFailure.Usage(
        $"Unknown verb '{word}'.{Spelling.Suggestion(word, Verbs)} The verbs are {string.Join(", ", Verbs)}.");

    private static bool IsAnsweredByRoot(string argument) => argument is "--help" or "-h" or "-?" or "--version";

    private int FirstWord(IReadOnlyList<string> arguments)
    {
        var position = 0;
        while (position < arguments.Count && arguments[position].StartsWith('-'))
        {
            position += TakesNext(arguments[position]) ? 2 : 1;
        }

        return Math.Min(position, arguments.Count);
    }

    private bool TakesNext(string argument) =>
        globals.All.Any(option => option.Name == argument || option.Aliases.Contains(argument));
}
