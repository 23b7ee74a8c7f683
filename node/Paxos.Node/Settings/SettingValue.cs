namespace Paxos.Node.Settings;

/// <summary>A setting as somebody gave it.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Items">Its values: one, or any number where it is a list.</param>
/// <param name="Source">Where it was given, for errors.</param>
internal sealed record SettingValue(Setting Setting, IReadOnlyList<string> Items, string Source)
{
    /// <summary>A value from a source that writes lists with commas.</summary>
    public static SettingValue Of(Setting setting, IEnumerable<string> texts, string source) => new(
        setting,
        setting.IsList ? [.. texts.SelectMany(text => text.Split(',')).Select(item => item.Trim())] : [.. texts],
        source);
}
