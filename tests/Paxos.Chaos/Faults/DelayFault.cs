using System.Net;
using Paxos.Chaos.Machine;

namespace Paxos.Chaos.Faults;

/// <summary>What one node says to the others goes through relays that hold it for a while.</summary>
/// <param name="target">The node.</param>
/// <param name="peers">The peer addresses of the others, host:port.</param>
/// <param name="delay">For how long it is held.</param>
internal sealed class DelayFault(Target target, IReadOnlyList<string> peers, TimeSpan delay)
    : Fault(FaultKind.Delay, [target], $"{delay.TotalMilliseconds} ms")
{
    // Long enough for every open connection to try to send, and so to be reset and made anew through a relay.
    private static readonly TimeSpan ResetTime = TimeSpan.FromMilliseconds(300);

    private readonly List<DelayRelay> relays = [];

    /// <inheritdoc/>
    public override async Task StrikeAsync()
    {
        var network = target.Network!;
        foreach (var peer in peers.Select(IPEndPoint.Parse))
        {
            var relay = new DelayRelay(network.Gateway, peer, delay);
            relays.Add(relay);
            await network.RedirectAsync($"{peer.Address}", peer.Port, relay.Port);
        }

        await Task.Delay(ResetTime);
        await network.EndResetsAsync();
    }

    /// <inheritdoc/>
    public override async Task<string?> HealAsync()
    {
        await target.Network!.HealAsync();
        foreach (var relay in relays)
        {
            await relay.DisposeAsync();
        }

        return null;
    }
}
