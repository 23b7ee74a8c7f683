namespace Paxos.Node.Settings;

/// <summary>What is wrong with the settings. All of it is gathered before it is told, so that one start finds every mistake.</summary>
internal sealed class SettingErrors
{
    private readonly List<string> messages = [];

    /// <summary>Sentences for people, each with the setting, the value and the rule.</summary>
    public IReadOnlyList<string> Messages => messages;

    /// <summary>Adds one.</summary>
    public void Add(string message) => messages.Add(message);

    /// <summary>A name that no setting has, with the one that was probably meant.</summary>
    public void AddUnknown(string what, string name, IEnumerable<string> known, string source)
    {
        var nearest = Spelling.Nearest(name, known);
        var hint = nearest is null ? "'paxos-node --help' lists all." : $"Did you mean '{nearest}'?";
        messages.Add($"Unknown {what} '{name}' ({source}). {hint}");
    }
}
