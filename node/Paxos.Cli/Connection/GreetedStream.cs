using System.Net.Sockets;

namespace Paxos.Cli.Connection;

/// <summary>
/// A connection on which the server has already spoken. A proxy in front of a client node, such as the one behind a container's published
/// port, takes connections while nobody is behind it. So a connection counts only from the server's own first words, which it says after
/// the client's preface (RFC 9113, section 3.4), and before any request: what fails earlier was surely not sent.
/// </summary>
internal sealed class GreetedStream : Stream
{
    // More than any server's settings; the rest of what it says is read later.
    private const int GreetingBytesMax = 512;
    private const int FrameHeaderBytes = 9;
    private const int FrameTypeOffset = 3;
    private const byte SettingsFrame = 4;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly NetworkStream connection;
    private ReadOnlyMemory<byte> greeting;
    private int prefaceLeft = Preface.Length;

    private GreetedStream(NetworkStream connection, ReadOnlyMemory<byte> greeting)
    {
        this.connection = connection;
        this.greeting = greeting;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says the preface and waits for the server's first words.</summary>
    /// <param name="connection">Just made; belongs to the result, and is closed when there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The server closed the connection without a word, or speaks another protocol.</exception>
    public static async Task<GreetedStream> OpenAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.WriteAsync(Preface, cancellationToken);
            var greeting = new byte[GreetingBytesMax];
            var length = await connection.ReadAtLeastAsync(greeting, FrameHeaderBytes, throwOnEndOfStream: false, cancellationToken);
            return length == 0 ? throw new IOException("it closed the connection without a word")
                : length < FrameHeaderBytes || greeting[FrameTypeOffset] != SettingsFrame
                    ? throw new IOException("it does not speak gRPC; is it a client port (6001, 6002)")
                : new GreetedStream(connection, greeting.AsMemory(0, length));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (greeting.IsEmpty)
        {
            return await connection.ReadAsync(buffer, cancellationToken);
        }

        var length = Math.Min(greeting.Length, buffer.Length);
        greeting[..length].CopyTo(buffer);
        greeting = greeting[length..];
        return length;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The client begins with the preface, which has been sent.
        var skipped = Math.Min(prefaceLeft, buffer.Length);
        prefaceLeft -= skipped;
        return connection.WriteAsync(buffer[skipped..], cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => connection.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
