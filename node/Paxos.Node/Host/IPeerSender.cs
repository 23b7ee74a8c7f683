using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>Takes messages to other processes. May be called from any thread; never waits.</summary>
internal interface IPeerSender
{
    /// <summary>
    /// Queues a message, or loses it: when the process's address is unknown, its queue is full or its link is down. The roles repeat
    /// what matters.
    /// </summary>
    /// <param name="envelope">Who says it to whom.</param>
    /// <param name="encoded">The message's encoding; not changed afterwards.</param>
    public void Send(Envelope envelope, ReadOnlyMemory<byte> encoded);

    /// <summary>Lets what is queued leave; to be called when a step has no more to say, so that all of it goes into one frame.</summary>
    public void Flush();
}
