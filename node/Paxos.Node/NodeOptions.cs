using System.Globalization;
using System.Net;
using Paxos.Node.Settings;
using Paxos.Node.Telemetry;
using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node;

/// <summary>The node's settings after every check; <see cref="SettingTable"/> says what each may be.</summary>
internal sealed record NodeOptions
{
    /// <summary>The process's name, a DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>The roles that it holds, at least one, ordered by number.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>The address that all ports are opened on.</summary>
    public required IPAddress ListenAddress { get; init; }

    /// <summary>The host that others reach this node at; IPv6 in brackets.</summary>
    public required string AdvertiseHost { get; init; }

    /// <summary>The port of the page.</summary>
    public required int WebPort { get; init; }

    /// <summary>The applications' port; null without the role client.</summary>
    public required int? ClientPort { get; init; }

    /// <summary>The other nodes' port.</summary>
    public required int PeerPort { get; init; }

    /// <summary>The folder of what must last; null when no role keeps a disk.</summary>
    public required string? Data { get; init; }

    /// <summary>The acceptors that the cluster is formed with.</summary>
    public required IReadOnlyList<NamedEndpoint> Acceptors { get; init; }

    /// <summary>Further nodes to find the cluster through; may repeat acceptors, and name this node.</summary>
    public required IReadOnlyList<NamedEndpoint> Peers { get; init; }

    /// <summary>The only cluster to belong to; 0 for whichever the acceptors form.</summary>
    public required ulong ClusterId { get; init; }

    /// <summary>Durations and bounds of the roles.</summary>
    public required ProtocolOptions Protocol { get; init; }

    /// <summary>Durations and bounds of gossip.</summary>
    public required GossipOptions Gossip { get; init; }

    /// <summary>Bytes of one file of a journal.</summary>
    public required long JournalSegmentBytes { get; init; }

    /// <summary>The lowest level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>How log lines are written to standard output.</summary>
    public required LogFormat LogFormat { get; init; }

    /// <summary>host:port where others reach the peer port.</summary>
    public string PeerAddress => AddressOf(PeerPort);

    /// <summary>host:port of the page, for others.</summary>
    public string WebAddress => AddressOf(WebPort);

    /// <summary>host:port where applications reach this node; empty without the role client.</summary>
    public string ClientAddress => ClientPort is { } port ? AddressOf(port) : string.Empty;

    /// <summary>A role as settings and pages spell it.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Proposer => "proposer",
        Role.Acceptor => "acceptor",
        Role.Learner => "learner",
        Role.Client => "client",
        _ => throw new System.Diagnostics.UnreachableException($"A role of number {(int)role}."),
    };

    private string AddressOf(int port) => $"{AdvertiseHost}:{port.ToString(CultureInfo.InvariantCulture)}";
}
