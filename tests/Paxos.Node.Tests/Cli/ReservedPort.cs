using System.Net;
using System.Net.Sockets;

namespace Paxos.Node.Tests.Cli;

/// <summary>A loopback port that nobody else gets.</summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);

    private ReservedPort(bool listens)
    {
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (listens)
        {
            socket.Listen();
        }
    }

    public int Number => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public string Endpoint => $"127.0.0.1:{Number}";

    /// <summary>Nobody listens: every attempt to connect is refused.</summary>
    public static ReservedPort Refusing() => new(listens: false);

    /// <summary>The system accepts connections, and nobody ever answers on them.</summary>
    public static ReservedPort Silent() => new(listens: true);

    /// <summary>Takes the next connection, reads what its other end says first, and closes it.</summary>
    public async Task CloseNextAsync()
    {
        using var connection = await socket.AcceptAsync();
        await connection.ReceiveAsync(new byte[1_024]);
    }

    public void Dispose() => socket.Dispose();
}
