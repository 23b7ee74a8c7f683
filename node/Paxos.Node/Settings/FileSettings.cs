using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Paxos.Node.Settings;

/// <summary>Settings from a YAML file: one mapping, its keys the settings' names in camel case.</summary>
internal static class FileSettings
{
    /// <summary>A settings file has some lines; this bounds what a wrong path can make us read.</summary>
    private const int BytesMax = 1 << 20;

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    public static IReadOnlyList<SettingValue> Read(string path, SettingErrors errors)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > BytesMax)
            {
                errors.Add($"config must be a file of at most {BytesMax} bytes. '{path}' has {length}.");
                return [];
            }

            using var reader = new StreamReader(path);
            return Parse(reader, path, errors);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add($"config must be a file that can be read. It is \"{path}\": {failure.Message}");
            return [];
        }
    }

    /// <summary>Reads YAML text.</summary>
    public static IReadOnlyList<SettingValue> Parse(TextReader text, string path, SettingErrors errors)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException failure)
        {
            errors.Add($"{At(path, failure.Start)}: this is not YAML: {failure.Message}");
            return [];
        }

        switch (stream.Documents)
        {
            case []:
                return [];
            case [{ RootNode: YamlMappingNode mapping }]:
                return ReadMapping(mapping, path, errors);
            case [var other]:
                errors.Add($"{At(path, other.RootNode.Start)}: the file must hold one mapping of settings.");
                return [];
            default:
                errors.Add($"{At(path, stream.Documents[1].RootNode.Start)}: the file must hold one document.");
                return [];
        }
    }

    private static List<SettingValue> ReadMapping(YamlMappingNode mapping, string path, SettingErrors errors)
    {
        var values = new List<SettingValue>();
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? string.Empty;
            var setting = SettingTable.All.FirstOrDefault(candidate => candidate.IsInFile && candidate.FileKey == name);
            if (setting is null)
            {
                var known = SettingTable.All.Where(candidate => candidate.IsInFile).Select(candidate => candidate.FileKey);
                errors.AddUnknown("key", name, known, At(path, key.Start));
            }
            else if (ReadValue(setting, value, At(path, value.Start), errors) is { } read)
            {
                values.Add(read);
            }
        }

        return values;
    }

    private static SettingValue? ReadValue(Setting setting, YamlNode value, string source, SettingErrors errors)
    {
        switch (value)
        {
            case YamlScalarNode { Value: { } text }:
                return SettingValue.Of(setting, [text], source);
            case YamlSequenceNode sequence when setting.IsList && sequence.Children.All(item => item is YamlScalarNode):
                return new SettingValue(setting, [.. sequence.Children.Select(item => ((YamlScalarNode)item).Value!)], source);
            default:
                var form = setting.IsList ? "a sequence of texts, or one text with commas" : "one text or number";
                errors.Add($"{source}: '{setting.FileKey}' must be {form}.");
                return null;
        }
    }

    private static string At(string path, Mark mark) => $"{path}, line {mark.Line}, column {mark.Column}";
}
