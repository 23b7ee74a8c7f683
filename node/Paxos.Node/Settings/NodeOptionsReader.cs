using System.Globalization;
using System.Net;
using Paxos.Node.Telemetry;
using Paxos.Protocol;

namespace Paxos.Node.Settings;

/// <summary>Brings the three sources together, checks every rule, and makes <see cref="NodeOptions"/> of what is left.</summary>
internal sealed class NodeOptionsReader
{
    // 256 slots a mebibyte: a slot takes a block of 4 KiB at an acceptor at least.
    private const int SlotsPerMebibyteBits = 8;

    private readonly SettingErrors errors = new();
    private readonly Dictionary<Setting, SettingValue> values = [];

    private NodeOptionsReader()
    {
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="mistakes">Everything that is wrong; empty exactly when there is a result.</param>
    /// <returns>The settings, or null.</returns>
    public static NodeOptions? Read(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, out IReadOnlyList<string> mistakes)
    {
        var reader = new NodeOptionsReader();
        reader.Gather(arguments, environment);
        mistakes = reader.errors.Messages;
        if (mistakes.Count > 0)
        {
            return null;
        }

        reader.CheckRelations();
        return mistakes.Count > 0 ? null : reader.Bind();
    }

    private void Gather(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        Take(new CommandLineSettings().Read(arguments, errors));
        Take(EnvironmentSettings.Read(environment, errors));
        if (values.TryGetValue(SettingTable.Config, out var config))
        {
            Take(FileSettings.Read(config.Items[0], errors));
        }

        foreach (var setting in new[] { SettingTable.Name, SettingTable.Role, SettingTable.Acceptors })
        {
            if (!values.ContainsKey(setting))
            {
                errors.Add($"{setting.Name} is missing: give {setting.OptionName}, {setting.EnvironmentName}, or "
                    + $"'{setting.FileKey}' in the settings file. It must be {setting.Rule.Text}.");
            }
        }
    }

    /// <summary>Takes what no stronger source has given. What is overridden is still checked: it is a mistake all the same.</summary>
    private void Take(IEnumerable<SettingValue> given)
    {
        foreach (var value in given)
        {
            foreach (var item in value.Items.Where(item => !value.Setting.Rule.Holds(item)))
            {
                errors.Add($"{value.Setting.Name} must be {value.Setting.Rule.Text}. It is \"{item}\" ({value.Source}).");
            }

            if (value.Setting.IsList && value.Items.Distinct(StringComparer.Ordinal).Count() != value.Items.Count)
            {
                errors.Add($"{value.Setting.Name} must not repeat itself. It is {string.Join(',', value.Items)} ({value.Source}).");
            }

            values.TryAdd(value.Setting, value);
        }
    }

    private void CheckRelations()
    {
        CheckRoles();
        CheckAddresses();
        CheckPorts();
        CheckNodes();
        CheckDurations();
    }

    private void CheckRoles()
    {
        var roles = string.Join(',', Items(SettingTable.Role));
        var hasDisk = Holds(Role.Acceptor) || Holds(Role.Learner);
        if (hasDisk && !values.ContainsKey(SettingTable.Data))
        {
            errors.Add($"data is missing: the roles acceptor and learner keep a disk. The role is {roles}.");
        }

        if (!hasDisk && values.TryGetValue(SettingTable.Data, out var data))
        {
            errors.Add($"data must not be given: only the roles acceptor and learner keep a disk. It is \"{data.Items[0]}\" "
                + $"({data.Source}), the role is {roles}.");
        }

        if (!Holds(Role.Client) && values.TryGetValue(SettingTable.ClientPort, out var port))
        {
            errors.Add($"client-port must not be given: only the role client takes applications. It is {port.Items[0]} "
                + $"({port.Source}), the role is {roles}.");
        }
    }

    private void CheckAddresses()
    {
        var listen = Text(SettingTable.ListenAddress);
        if (SettingRule.IsUnspecified(listen) && !values.ContainsKey(SettingTable.AdvertiseAddress))
        {
            errors.Add($"advertise-address is missing: nobody can connect to the listen-address {listen}.");
        }
    }

    private void CheckPorts()
    {
        var ports = new List<(Setting Setting, int Port)>
        {
            (SettingTable.WebPort, Number(SettingTable.WebPort)),
            (SettingTable.PeerPort, Number(SettingTable.PeerPort)),
        };
        if (Holds(Role.Client))
        {
            ports.Add((SettingTable.ClientPort, Number(SettingTable.ClientPort)));
        }

        foreach (var group in ports.GroupBy(port => port.Port).Where(group => group.Count() > 1))
        {
            var names = string.Join(" and ", group.Select(port => port.Setting.Name));
            errors.Add($"{names} must differ: a port speaks one protocol. They are {group.Key}.");
        }
    }

    private void CheckNodes()
    {
        var acceptors = Endpoints(SettingTable.Acceptors);
        if (acceptors.Count > Configuration.AcceptorsMax)
        {
            errors.Add($"acceptors must be 1 to {Configuration.AcceptorsMax} nodes. They are {acceptors.Count}.");
        }

        var name = Text(SettingTable.Name);
        if (!Holds(Role.Acceptor) && acceptors.Any(acceptor => acceptor.Name == name))
        {
            errors.Add($"acceptors must not name this node, '{name}': its role is {string.Join(',', Items(SettingTable.Role))}.");
        }

        foreach (var group in acceptors.Concat(Endpoints(SettingTable.Peers)).Distinct().GroupBy(node => node.Name))
        {
            if (group.Count() > 1)
            {
                var addresses = string.Join(" and ", group.Select(node => node.Address));
                errors.Add($"acceptors and peers must give one address per name. '{group.Key}' has {addresses}.");
            }
        }
    }

    private void CheckDurations()
    {
        var heartbeat = Number(SettingTable.Heartbeat);
        var minimum = Number(SettingTable.ElectionMinimum);
        var maximum = Number(SettingTable.ElectionMaximum);
        if (minimum < 4 * heartbeat)
        {
            errors.Add($"election-minimum-milliseconds must be at least four times heartbeat-milliseconds, so that one lost frame "
                + $"deposes nobody. They are {minimum} and {heartbeat}.");
        }

        if (maximum <= minimum)
        {
            errors.Add($"election-maximum-milliseconds must be above election-minimum-milliseconds. They are {maximum} and "
                + $"{minimum}.");
        }
    }

    private NodeOptions Bind()
    {
        var listen = Text(SettingTable.ListenAddress);
        return new NodeOptions
        {
            Name = Text(SettingTable.Name),
            Roles = [.. Enum.GetValues<Role>().Where(Holds)],
            ListenAddress = IPAddress.Parse(listen),
            AdvertiseHost = NamedEndpoint.HostOf(Optional(SettingTable.AdvertiseAddress) ?? listen),
            WebPort = Number(SettingTable.WebPort),
            ClientPort = Holds(Role.Client) ? Number(SettingTable.ClientPort) : null,
            PeerPort = Number(SettingTable.PeerPort),
            Data = Optional(SettingTable.Data),
            Acceptors = Endpoints(SettingTable.Acceptors),
            Peers = Endpoints(SettingTable.Peers),
            ClusterId = Optional(SettingTable.ClusterId) is { } id
                ? ulong.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : 0,
            Protocol = new ProtocolOptions
            {
                HeartbeatMilliseconds = Number(SettingTable.Heartbeat),
                ElectionMinimumMilliseconds = Number(SettingTable.ElectionMinimum),
                ElectionMaximumMilliseconds = Number(SettingTable.ElectionMaximum),
                SnapshotBytes = (long)Number(SettingTable.Snapshot) << 20,
                SnapshotSlots = Number(SettingTable.Snapshot) << SlotsPerMebibyteBits,
                TrimCopies = values.ContainsKey(SettingTable.TrimCopies) ? Number(SettingTable.TrimCopies) : DefaultTrimCopies(),
            },
            JournalSegmentBytes = (long)Number(SettingTable.JournalSegment) << 20,
            LogLevel = Enum.Parse<LogLevel>(Text(SettingTable.LogLevel), ignoreCase: true),
            LogFormat = Enum.Parse<LogFormat>(Text(SettingTable.LogFormat), ignoreCase: true),
        };
    }

    // A node that knows of no other is a cluster by itself, and there is one learner at most. Whoever else may exist one day is gossip, and
    // how much is forgotten must not rest on that.
    private int DefaultTrimCopies()
    {
        var name = Text(SettingTable.Name);
        var isAlone = Endpoints(SettingTable.Acceptors).Concat(Endpoints(SettingTable.Peers)).All(node => node.Name == name);
        return isAlone ? 1 : 2;
    }

    private bool Holds(Role role) => Items(SettingTable.Role).Contains(NodeOptions.NameOf(role));

    private IReadOnlyList<string> Items(Setting setting) => values.TryGetValue(setting, out var value)
        ? value.Items
        : setting.Default is { } fallback ? [fallback] : [];

    private string? Optional(Setting setting) => Items(setting) is [var text, ..] ? text : null;

    private string Text(Setting setting) => Items(setting)[0];

    private int Number(Setting setting) => int.Parse(Text(setting), NumberStyles.None, CultureInfo.InvariantCulture);

    private IReadOnlyList<NamedEndpoint> Endpoints(Setting setting) =>
        [.. Items(setting).Select(text => NamedEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new FormatException(text))];
}
