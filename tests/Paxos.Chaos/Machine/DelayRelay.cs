using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Paxos.Chaos.Machine;

/// <summary>
/// Passes TCP connections on, everything later by a delay: kernels without netem exist, so packets cannot be held. Order is
/// kept, as it is on a slow line.
/// </summary>
internal sealed class DelayRelay : IAsyncDisposable
{
    private const int ChunkBytes = 16 * 1024;

    // Chunks held at once in one direction: at most 4 MiB, then the sender waits as on a line with a full buffer.
    private const int ChunksMax = 256;

    private readonly TcpListener listener;
    private readonly IPEndPoint target;
    private readonly TimeSpan delay;
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;

    /// <summary>A relay at a free port of an address.</summary>
    public DelayRelay(string address, IPEndPoint target, TimeSpan delay)
    {
        this.target = target;
        this.delay = delay;
        listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends every connection that goes through it.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await listener.AcceptSocketAsync(closing.Token)));
                connections.RemoveAll(connection => connection.IsCompleted);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(Socket near)
    {
        using var far = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        using (near)
        {
            try
            {
                near.NoDelay = true;
                await far.ConnectAsync(target, ending.Token);
                var directions = new[] { PumpAsync(near, far, ending.Token), PumpAsync(far, near, ending.Token) };

                // A connection that ends in one direction ends in both: a node closes both, too.
                await Task.WhenAny(directions);
                await ending.CancelAsync();
                await Task.WhenAll(directions);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // The peer is not there, or the relay closes.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var held = Channel.CreateBounded<(byte[] Buffer, int Length, long DueAt)>(ChunksMax);
        try
        {
            await Task.WhenAll(ReadAsync(from, held.Writer, cancellationToken), WriteAsync(held.Reader, to, cancellationToken));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // One side has gone.
        }
    }

    private async Task ReadAsync(
        Socket from, ChannelWriter<(byte[] Buffer, int Length, long DueAt)> held, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
                var length = await from.ReceiveAsync(buffer.AsMemory(0, ChunkBytes), cancellationToken);
                if (length == 0)
                {
                    return;
                }

                var dueAt = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
                await held.WriteAsync((buffer, length, dueAt), cancellationToken);
            }
        }
        finally
        {
            held.Complete();
        }
    }

    private static async Task WriteAsync(
        ChannelReader<(byte[] Buffer, int Length, long DueAt)> held, Socket to, CancellationToken cancellationToken)
    {
        await foreach (var (buffer, length, dueAt) in held.ReadAllAsync(cancellationToken))
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), dueAt);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, cancellationToken);
            }

            for (var sent = 0; sent < length;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), cancellationToken);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
