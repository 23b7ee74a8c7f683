using System.Collections.Concurrent;
using Paxos.Node.Settings;

namespace Paxos.Node.Net;

/// <summary>
/// Where each process takes frames. The settings give the first addresses; later a process's own word counts, in its frames or by
/// gossip: of the two, whichever changed last. May be used from any thread.
/// </summary>
/// <param name="settings">Addresses from the settings.</param>
internal sealed class AddressBook(IEnumerable<NamedEndpoint> settings)
{
    /// <summary>Names known at most: as many as gossip knows members. Further ones cannot be answered.</summary>
    public const int NamesMax = 1_024;

    private readonly ConcurrentDictionary<string, string> addresses = new(
        settings.DistinctBy(node => node.Name).Select(node => KeyValuePair.Create(node.Name, node.Address)), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Name, AddressSource Source), string> words = new();

    /// <summary>The address of a process as host:port; null when it is unknown.</summary>
    public string? Find(string name) => addresses.GetValueOrDefault(name);

    /// <summary>A source's word of where a process is. Repeating the same changes nothing.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Learn(string name, string address, AddressSource source)
    {
        var key = (name, source);
        if (words.TryGetValue(key, out var last) && string.Equals(last, address, StringComparison.Ordinal))
        {
            return true;
        }

        if (!addresses.ContainsKey(name) && addresses.Count >= NamesMax)
        {
            return false;
        }

        words[key] = address;
        addresses[name] = address;
        return true;
    }
}
