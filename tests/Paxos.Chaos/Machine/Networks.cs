using System.Globalization;

namespace Paxos.Chaos.Machine;

/// <summary>
/// Network namespaces of this run's own, joined by a bridge. All names carry this program's process id and a number, for it may make
/// several.
/// </summary>
internal static class Networks
{
    private const int FirstSubnet = 200;
    private const int LastSubnet = 254;

    /// <summary>Two that are made at once would find the same subnet free.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    private static int made;

    /// <summary>Why there can be none; null when there can.</summary>
    public static async Task<string?> ObstacleAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "only root may make network namespaces";
        }

        var probe = Name($"p{Interlocked.Increment(ref made)}");
        var (exitCode, output) = await Shell.TryAsync("ip", "netns", "add", probe);
        if (exitCode != 0)
        {
            return $"'ip netns add' says: {output}";
        }

        // Each is a module that a kernel may lack.
        string[][] needs =
        [
            ["iptables", "-w", "-A", "INPUT", "-m", "statistic", "--mode", "random", "--probability", "0.5", "-j", "DROP"],
            ["iptables", "-w", "-A", "OUTPUT", "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"],
            ["iptables", "-w", "-t", "nat", "-A", "OUTPUT", "-p", "tcp", "-j", "DNAT", "--to-destination", "127.0.0.1:1"],
            ["ip", "link", "add", "probe", "type", "bridge"],
            ["tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate", "1mbit", "burst", "32kbit", "latency", "400ms"],
        ];
        try
        {
            foreach (var need in needs)
            {
                (exitCode, output) = await Shell.TryAsync("nsenter", [$"--net=/run/netns/{probe}", .. need]);
                if (exitCode != 0)
                {
                    return $"'{string.Join(' ', need)}' says: {output}";
                }
            }

            return null;
        }
        finally
        {
            await Shell.RunAsync("ip", "netns", "del", probe);
        }
    }

    /// <summary>Makes a namespace for each of some nodes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="undo">Takes note of all that is made.</param>
    public static async Task<IReadOnlyList<NodeNetwork>> MakeAsync(int count, Undo undo)
    {
        var run = Interlocked.Increment(ref made);
        var bridge = Name($"b{run}");
        var subnet = await BridgeAsync(bridge, undo);
        var gateway = GatewayOf(subnet);
        await PassFirewallAsync(bridge, undo);
        var networks = new List<NodeNetwork>();
        for (var number = 1; number <= count; number++)
        {
            var (name, outside) = (Name($"n{run}.{number}"), Name($"v{run}.{number}"));
            var network = new NodeNetwork(name, $"{subnet}.{number}", gateway);
            await Shell.RunAsync("ip", "netns", "add", name);
            undo.Add($"the network namespace {name}", () => Shell.RunAsync("ip", "netns", "del", name));
            await Shell.RunAsync("ip", "link", "add", outside, "type", "veth", "peer", "name", NodeNetwork.Interface, "netns", name);

            // Named for itself: the kernel may keep a namespace, and with it the pair, for as long as some connection in it lingers.
            undo.Add($"the interface {outside}", () => Shell.RunAsync("ip", "link", "del", outside));
            await Shell.RunAsync("ip", "link", "set", outside, "master", bridge, "up");
            await Shell.RunAsync("ip", "-n", name, "addr", "add", $"{network.Address}/24", "dev", NodeNetwork.Interface);
            await Shell.RunAsync("ip", "-n", name, "link", "set", NodeNetwork.Interface, "up");
            await Shell.RunAsync("ip", "-n", name, "link", "set", "lo", "up");
            networks.Add(network);
        }

        return networks;
    }

    private static async Task<string> BridgeAsync(string bridge, Undo undo)
    {
        await Turn.WaitAsync();
        try
        {
            var subnet = await FreeSubnetAsync();
            await Shell.RunAsync("ip", "link", "add", bridge, "type", "bridge");
            undo.Add($"the bridge {bridge}", () => Shell.RunAsync("ip", "link", "del", bridge));
            await Shell.RunAsync("ip", "addr", "add", $"{GatewayOf(subnet)}/24", "dev", bridge);
            await Shell.RunAsync("ip", "link", "set", bridge, "up");
            return subnet;
        }
        finally
        {
            Turn.Release();
        }
    }

    private static string GatewayOf(string subnet) => $"{subnet}.254";

    // Where bridged packets go through the host's firewall, and that drops what it does not know, as it does beside a Docker engine, the
    // nodes would not hear each other.
    private static async Task PassFirewallAsync(string bridge, Undo undo)
    {
        string[] rule = ["FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT"];
        await Shell.RunAsync("iptables", ["-w", "-I", .. rule]);
        undo.Add($"the firewall's rule for {bridge}", () => Shell.RunAsync("iptables", ["-w", "-D", .. rule]));
    }

    // An interface's name has at most 15 characters.
    private static string Name(string what) => string.Create(CultureInfo.InvariantCulture, $"px{Environment.ProcessId}{what}");

    private static async Task<string> FreeSubnetAsync()
    {
        var (_, routes) = await Shell.TryAsync("ip", "-4", "addr");
        for (var number = FirstSubnet; number <= LastSubnet; number++)
        {
            // Two runs at once begin at different ones.
            var shifted = FirstSubnet + ((number + Environment.ProcessId) % (LastSubnet - FirstSubnet + 1));
            var subnet = $"10.213.{shifted}";
            if (!routes.Contains($"{subnet}.", StringComparison.Ordinal))
            {
                return subnet;
            }
        }

        throw new InvalidOperationException($"10.213.{FirstSubnet} to 10.213.{LastSubnet} are all in use.");
    }
}
