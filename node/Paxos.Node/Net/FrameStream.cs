using Grpc.Core;
using Paxos.Node.Protos;

namespace Paxos.Node.Net;

/// <summary>
/// An open stream to another process. Whoever has something to say writes it on its own thread, for a thread woken for each frame would
/// cost more than the frame; while one frame is being written, everything else gathers into the next one.
/// </summary>
/// <param name="call">The open call.</param>
/// <param name="queue">What there is to say.</param>
internal sealed class FrameStream(AsyncClientStreamingCall<Frame, FramesEnd> call, FrameQueue queue)
{
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isWriting;

    /// <summary>Whether nothing waits and nothing is being written.</summary>
    public bool IsIdle => queue.IsEmpty && Volatile.Read(ref isWriting) == 0;

    /// <summary>Writes what is queued, unless that is already going on.</summary>
    public void Flush()
    {
        if (!queue.IsEmpty && TryBegin())
        {
            _ = WriteAsync();
        }
    }

    /// <summary>Completes when the other process ends the stream; fails with what broke it.</summary>
    public async Task UntilEndedAsync() => await await Task.WhenAny(call.ResponseAsync, broken.Task);

    private bool TryBegin() => Interlocked.Exchange(ref isWriting, 1) == 0;

    private async Task WriteAsync()
    {
        try
        {
            do
            {
                while (queue.TakeFrame() is { } frame)
                {
                    await call.RequestStream.WriteAsync(frame);
                }

                // What was queued since the last look is written by whoever sees first that nobody writes.
                Interlocked.Exchange(ref isWriting, 0);
            }
            while (!queue.IsEmpty && TryBegin());
        }
#pragma warning disable CA1031 // Handed to the link, which knows what a link expects.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            broken.TrySetException(failure);
        }
    }
}
