using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Paxos.Cli.Grammar;

/// <summary>Options whose errors name the option, the rule and the value.</summary>
internal static class Typed
{
    /// <summary>A whole number within bounds.</summary>
    public static Option<long> Number(string name, string description, long low, long high, long fallback)
    {
        return new Option<long>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = result => ParseNumber(result, name, low, high),
        };
    }

    /// <summary>A whole number within bounds that must be given as an argument.</summary>
    public static Argument<long> NumberArgument(string name, string description, long low, long high) => new(name)
    {
        Description = description,
        CustomParser = result => ParseNumber(result, name, low, high),
    };

    /// <summary>A duration above zero; null where it is not given.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) =>
        Duration(name, description, TimeSpan.FromTicks(1), "above zero");

    /// <summary>A duration that may be zero; null where it is not given.</summary>
    public static Option<TimeSpan?> DurationOrZero(string name, string description) =>
        Duration(name, description, TimeSpan.Zero, "of zero or more");

    private static Option<TimeSpan?> Duration(string name, string description, TimeSpan least, string rule) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationText.TryParse(text, out var duration) && duration >= least)
            {
                return duration;
            }

            result.AddError($"{name} must be a duration {rule} and at most 24h, such as 500ms, 10s or 1m. It is '{text}'.");
            return null;
        },
    };

    /// <summary>
    /// One of an enumeration's names, in lower case; its first, the zero, where the option is not given.
    /// </summary>
    public static Option<T> Choice<T>(string name, string[] aliases, string description)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        return new Option<T>(name, aliases)
        {
            Description = $"{description} [default: {words[0]}]",
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (words.Contains(text, StringComparer.Ordinal))
                {
                    return Enum.Parse<T>(text, ignoreCase: true);
                }

                result.AddError(
                    $"{name} must be one of {string.Join(", ", words)}. It is '{text}'.{Spelling.Suggestion(text, words)}");
                return default;
            },
        };
    }

    private static long ParseNumber(ArgumentResult result, string name, long low, long high)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= low && number <= high)
        {
            return number;
        }

        result.AddError($"{name} must be a whole number from {low} to {high}. It is '{text}'.");
        return low;
    }
}
