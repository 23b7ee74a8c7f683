namespace Paxos.Node.Settings;

/// <summary>Settings from environment variables.</summary>
internal static class EnvironmentSettings
{
    /// <summary>Variables with our prefix that belong to paxosctl, which may run in the same shell.</summary>
    private static readonly string[] NotOurs = ["PAXOS_ENDPOINTS", "PAXOS_NODE_BINARY"];

    /// <summary>Reads every variable that begins with <see cref="Setting.EnvironmentPrefix"/>.</summary>
    public static IReadOnlyList<SettingValue> Read(IReadOnlyDictionary<string, string> environment, SettingErrors errors)
    {
        var values = new List<SettingValue>();
        var names = environment.Keys
            .Where(name => name.StartsWith(Setting.EnvironmentPrefix, StringComparison.Ordinal) && !NotOurs.Contains(name))
            .Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var setting = SettingTable.All.FirstOrDefault(candidate => candidate.EnvironmentName == name);
            if (setting is null)
            {
                var known = SettingTable.All.Select(candidate => candidate.EnvironmentName);
                errors.AddUnknown("setting", name, known, "environment");
                continue;
            }

            values.Add(SettingValue.Of(setting, [environment[name]], $"environment variable {name}"));
        }

        return values;
    }
}
