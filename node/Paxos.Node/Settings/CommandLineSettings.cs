using System.CommandLine;

namespace Paxos.Node.Settings;

/// <summary>Settings from the command line.</summary>
internal sealed class CommandLineSettings
{
    private readonly List<(Setting Setting, Option<string[]> Option)> options;
    private readonly RootCommand root;

    /// <summary>The grammar of the settings' table.</summary>
    public CommandLineSettings()
    {
        options = [.. SettingTable.All.Select(setting => (setting, new Option<string[]>(setting.OptionName)
        {
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        }))];

        // Without System.CommandLine's own options: help and errors are written from the table.
        root = new RootCommand();
        root.Options.Clear();
        root.Directives.Clear();
        foreach (var (_, option) in options)
        {
            root.Options.Add(option);
        }
    }

    /// <summary>Reads <paramref name="arguments"/>.</summary>
    public IReadOnlyList<SettingValue> Read(IReadOnlyList<string> arguments, SettingErrors errors)
    {
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var unknown = result.UnmatchedTokens.Where(token => token.StartsWith('-')).ToList();

        // What stands behind an unknown option is most likely its value.
        foreach (var token in unknown.Count > 0 ? unknown : result.UnmatchedTokens)
        {
            errors.AddUnknown("argument", token, SettingTable.All.Select(setting => setting.OptionName), "command line");
        }

        var values = new List<SettingValue>();
        foreach (var (setting, option) in options)
        {
            if (result.GetResult(option) is { } given)
            {
                Add(setting, [.. given.Tokens.Select(token => token.Value)], values, errors);
            }
        }

        return values;
    }

    private static void Add(Setting setting, string[] texts, List<SettingValue> values, SettingErrors errors)
    {
        if (texts.Length == 0)
        {
            errors.Add($"{setting.OptionName} needs a value: {setting.Rule.Text} (command line).");
        }
        else if (texts.Length > 1 && !setting.IsList)
        {
            errors.Add($"{setting.OptionName} must be given once. It is given as {string.Join(" and ", texts)} (command line).");
        }
        else
        {
            values.Add(SettingValue.Of(setting, texts, "command line"));
        }
    }
}
