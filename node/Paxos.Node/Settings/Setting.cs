namespace Paxos.Node.Settings;

/// <summary>One setting of the node: its three spellings, its unit, its default and its rule.</summary>
/// <param name="Name">In words with hyphens; the command line's option is this with two hyphens in front.</param>
/// <param name="Unit">What its value is, for help: a unit or a form.</param>
/// <param name="Default">What it is when nobody gives it; null when there is no such value.</param>
/// <param name="Rule">What each of its values must be.</param>
/// <param name="Help">What it is for, as the end of a sentence without a full stop.</param>
internal sealed record Setting(string Name, string Unit, string? Default, SettingRule Rule, string Help)
{
    /// <summary>What every environment variable of a setting begins with.</summary>
    public const string EnvironmentPrefix = "PAXOS_";

    /// <summary>Whether it holds several values, with commas between them or as a YAML sequence.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it may stand in a settings file; only the file's own path may not.</summary>
    public bool IsInFile { get; init; } = true;

    /// <summary>What help says of the default where it is no fixed value.</summary>
    public string? DefaultText { get; init; }

    /// <summary>As an option of the command line.</summary>
    public string OptionName => $"--{Name}";

    /// <summary>As an environment variable.</summary>
    public string EnvironmentName => EnvironmentPrefix + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>As a key of the settings file.</summary>
    public string FileKey
    {
        get
        {
            var words = Name.Split('-');
            return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        }
    }
}
