using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Host;

/// <summary>
/// Brings messages from a role to where they go: another process, a role of this one (without encoding anything), or the process
/// itself. May be called from any thread.
/// </summary>
/// <param name="ownName">This process's name.</param>
/// <param name="inbox">Where messages between this process's roles go.</param>
/// <param name="peers">Where messages to other processes go.</param>
/// <param name="onReply">Takes the answers to applications' requests.</param>
internal sealed class Deliverer(string ownName, Inbox inbox, IPeerSender peers, Action<Reply> onReply)
{
    private long localLosses;

    /// <summary>Takes what this process's learner orders about its snapshots.</summary>
    public Action<Message>? OnSnapshotOrder { get; set; }

    /// <summary>Messages between this process's roles that were lost because the inbox was full.</summary>
    public long LocalLosses => Interlocked.Read(ref localLosses);

    /// <summary>Delivers in order; what goes to other processes leaves with the next <see cref="SendOff"/>.</summary>
    public void Deliver(IReadOnlyList<Envelope> envelopes)
    {
        // A role that tells the same to several others sends one message object: it is encoded once.
        Message? encoded = null;
        ReadOnlyMemory<byte> bytes = default;
        for (var index = 0; index < envelopes.Count; index++)
        {
            var envelope = envelopes[index];
            if (envelope.To == NodeId.Host)
            {
                OnHostMessage(envelope.Message);
                continue;
            }

            if (string.Equals(envelope.To.Name, ownName, StringComparison.Ordinal))
            {
                if (!inbox.TryPost(envelope, 0))
                {
                    Interlocked.Increment(ref localLosses);
                }

                continue;
            }

            if (!ReferenceEquals(envelope.Message, encoded))
            {
                encoded = envelope.Message;
                bytes = MessageCodec.Encode(encoded);
            }

            peers.Send(envelope, bytes);
        }
    }

    /// <summary>Tells a role of this process what became of its snapshots; called from their thread.</summary>
    public void TellFromDisk(NodeId role, Message message) => inbox.PostFromDisk(role, message);

    /// <summary>Lets messages to other processes leave.</summary>
    public void SendOff() => peers.Flush();

    /// <summary>
    /// Sends off what was released when it became durable. The disk's thread must not run the roles, for the next group waits for it.
    /// </summary>
    public void SendOffDurable()
    {
        SendOff();
        if (inbox.Count > 0)
        {
            inbox.Wake();
        }
    }

    private void OnHostMessage(Message message)
    {
        switch (message)
        {
            case Reply reply:
                onReply(reply);
                break;
            case SnapshotToBegin or SnapshotChunkToWrite or SnapshotToSeal or SnapshotToDrop or SnapshotChunkToRead
                when OnSnapshotOrder is not null:
                OnSnapshotOrder(message);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"A role told its host {message.GetType().Name}.");
        }
    }
}
