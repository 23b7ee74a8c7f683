using System.Globalization;

namespace Paxos.Chaos.Machine;

/// <summary>One node's network namespace, and what can be done to its only interface.</summary>
/// <param name="name">The namespace.</param>
/// <param name="address">The node's address in it.</param>
/// <param name="gateway">This program's address on the bridge; its traffic is let through.</param>
internal sealed class NodeNetwork(string name, string address, string gateway)
{
    /// <summary>The node's interface in its namespace.</summary>
    public const string Interface = "eth0";

    /// <summary>The node's address.</summary>
    public string Address => address;

    /// <summary>This program's address as the node sees it.</summary>
    public string Gateway => gateway;

    /// <summary>A command line that runs a program in the namespace; mounts stay those of everyone.</summary>
    public string[] Enter => ["nsenter", $"--net=/run/netns/{name}"];

    /// <summary>Nothing from these addresses comes in.</summary>
    public async Task DropFromAsync(IEnumerable<string> addresses)
    {
        foreach (var other in addresses)
        {
            await TablesAsync("-A", "INPUT", "-s", other, "-j", "DROP");
        }
    }

    /// <summary>Nothing to these addresses goes out.</summary>
    public async Task DropToAsync(IEnumerable<string> addresses)
    {
        foreach (var other in addresses)
        {
            await TablesAsync("-A", "OUTPUT", "-d", other, "-j", "DROP");
        }
    }

    /// <summary>A share of all packets is lost in either direction.</summary>
    public async Task LoseAsync(double share)
    {
        string[] match =
        [
            "-m", "statistic", "--mode", "random", "--probability", share.ToString("f3", CultureInfo.InvariantCulture), "-j", "DROP",
        ];
        await TablesAsync(["-A", "INPUT", "-i", Interface, "!", "-s", gateway, .. match]);
        await TablesAsync(["-A", "OUTPUT", "-o", Interface, "!", "-d", gateway, .. match]);
    }

    /// <summary>What goes out is held to a rate.</summary>
    public Task LimitAsync(int kilobitsPerSecond) => RunAsync(
        "tc", "qdisc", "add", "dev", Interface, "root", "tbf", "rate", $"{kilobitsPerSecond}kbit", "burst", "32kbit", "latency", "400ms");

    /// <summary>Connections to a peer go to this program instead; those that are open are reset.</summary>
    public async Task RedirectAsync(string peer, int peerPort, int relayPort)
    {
        string[] match = ["-p", "tcp", "-d", peer, "--dport", $"{peerPort}"];
        await RunAsync(
            ["iptables", "-w", "-t", "nat", "-A", "OUTPUT", .. match, "-j", "DNAT", "--to-destination", $"{gateway}:{relayPort}"]);
        await TablesAsync(["-A", "OUTPUT", .. match, "-j", "REJECT", "--reject-with", "tcp-reset"]);
    }

    /// <summary>Open connections are reset no longer; new ones still go where they were redirected to.</summary>
    public Task EndResetsAsync() => TablesAsync("-F", "OUTPUT");

    /// <summary>Lifts every rule.</summary>
    public async Task HealAsync()
    {
        await TablesAsync("-F");
        await RunAsync("iptables", "-w", "-t", "nat", "-F");
        await Shell.TryAsync(Enter[0], Enter[1], "tc", "qdisc", "del", "dev", Interface, "root");
    }

    private Task TablesAsync(params string[] arguments) => RunAsync(["iptables", "-w", .. arguments]);

    private Task RunAsync(params string[] command) => Shell.RunAsync(Enter[0], [Enter[1], .. command]);
}
