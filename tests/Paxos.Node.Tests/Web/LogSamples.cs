using Microsoft.Extensions.Logging;

namespace Paxos.Node.Tests.Web;

/// <summary>Lines as a node writes them, of every level and length.</summary>
internal static class LogSamples
{
    private static readonly (LogLevel Level, string Category, int EventId, string Message)[] Lines =
    [
        (
            LogLevel.Information,
            "Paxos.Node.NodeHost",
            100,
            "proposer1 starts: roles proposer, acceptor, learner, client; version 0.1.0"),
        (
            LogLevel.Information,
            "Paxos.Node.Disk.Journal",
            210,
            "Opened the journal: 2 segments, 128 MiB, 41208 votes, promised 1.41.77aa00bb11cc22dd"),
        (
            LogLevel.Warning,
            "Paxos.Node.Disk.Journal",
            214,
            "The tail's last group was torn by a crash and was never acknowledged: 4096 bytes dropped"),
        (LogLevel.Information, "Paxos.Node.Net.PeerStreams", 310, "Connected to acceptor1 at 127.0.0.1:7003"),
        (LogLevel.Information, "Paxos.Node.Net.PeerStreams", 310, "Connected to acceptor3 at 127.0.0.1:7005"),
        (LogLevel.Debug, "Paxos.Node.Net.PeerStreams", 311, "Frame of 17 parcels, 42310 bytes, to acceptor3"),
        (LogLevel.Trace, "Paxos.Node.Net.Inbox", 330, "Drained 64 parcels"),
        (
            LogLevel.Warning,
            "Paxos.Node.Events",
            402,
            "acceptor2 is suspected: no Ack in 500 ms, nor through learner1, learner3"),
        (
            LogLevel.Error,
            "Paxos.Node.Net.PeerStreams",
            315,
            "acceptor2 takes no frames: Status(StatusCode=\"Unavailable\", Detail=\"Error connecting.\")\n"
                + "System.Net.Sockets.SocketException (111): Connection refused\n"
                + "   at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ThrowException(SocketError error)"),
        (LogLevel.Information, "Paxos.Node.Events", 410, "Preparing ballot 1.42.9f3c0a1b2c3d4e5f from slot 1190001"),
        (
            LogLevel.Information,
            "Paxos.Node.Events",
            411,
            "Leading at ballot 1.42.9f3c0a1b2c3d4e5f after 184 ms; 3 holes filled"),
        (
            LogLevel.Critical,
            "Paxos.Node.Disk.Journal",
            299,
            "fdatasync of .paxos/acceptor2/journal/000000000007.log failed with EIO; the process ends"),
        (LogLevel.Information, "Paxos.Node.Events", 420, "learner2 catches up: 1198020 → 1234560"),
    ];

    /// <summary>Logs all of them.</summary>
    public static void Append(WebHost host)
    {
        foreach (var (level, category, eventId, message) in Lines)
        {
            host.Logs.Append(level, category, eventId, message);
        }
    }
}
