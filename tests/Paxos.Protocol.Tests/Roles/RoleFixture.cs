using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;
using Paxos.Protocol.Store;

namespace Paxos.Protocol.Tests.Roles;

/// <summary>What the tests of the roles share: a cluster of three acceptors on paper, and one role that is spoken to by hand.</summary>
internal static class RoleFixture
{
    public const ulong ClientNonce = 0xC0FFEE;

    /// <summary>The boot nonce of the acceptors that this class makes.</summary>
    public const ulong Life = 1;

    public static readonly IReadOnlyList<string> AcceptorNames = ["acceptor1", "acceptor2", "acceptor3"];

    public static readonly IReadOnlyList<DiskId> Disks = [new(1, 1), new(2, 2), new(3, 3)];

    public static readonly Configuration Three =
        Configuration.Form(AcceptorNames.Zip(Disks, (name, disk) => new ConfiguredAcceptor(name, disk)));

    public static readonly NodeId Leader = new("proposer1", Role.Proposer);

    public static readonly NodeId ClientNode = new("client1", Role.Client);

    public static readonly NodeId LearnerNode = new("learner1", Role.Learner);

    public static NodeId AcceptorNode(int index) => new(AcceptorNames[index], Role.Acceptor);

    /// <summary>A ballot of epoch 0 with the owner 7.</summary>
    public static Ballot Round(ulong round) => new(0, round, 7);

    public static Slot At(ulong slot) => new(slot);

    public static SlotRange Range(ulong first, ulong last) => new(new Slot(first), new Slot(last));

    /// <summary>A batch with one command that appends <paramref name="text"/> under the session opened in slot 1.</summary>
    public static Batch BatchOf(string text, ulong sequence = 1) =>
        Batch.Of(10, [new Execute(SessionId.Of(Slot.First, 0), sequence, 1, Append(text))]);

    public static ReadOnlyMemory<byte> Append(string text) => Encoded(new AppendOperation(System.Text.Encoding.UTF8.GetBytes(text)));

    public static ReadOnlyMemory<byte> Encoded(Operation operation)
    {
        var writer = new ByteWriter();
        OperationCodec.Encode(operation, writer);
        return writer.ToArray();
    }

    /// <summary>A process whose gossip already knows <paramref name="others"/> to be alive.</summary>
    public static NodeContext Context(string name, Role role, ulong bootNonce = 1, params NodeId[] others)
    {
        var self = new MemberDetails(RoleSet.Of(role), "self:1", "", "", "test", bootNonce);
        var membership = new Membership(name, self, [], new GossipOptions(), new Prng(1));
        foreach (var other in others)
        {
            var details = new MemberDetails(RoleSet.Of(other.Role), $"{other.Name}:1", "", "", "test", 99);
            var member = new Member(other.Name, details, 1, MemberState.Alive, 0, 0, 0, MemberFacts.None);
            membership.Receive(other.Name, new ExchangeReply(member, []));
        }

        return new NodeContext(name, bootNonce, new DiskId(9, bootNonce), AcceptorNames, 0, membership, new ProtocolOptions());
    }

    /// <summary>An acceptor at <paramref name="index"/> of <see cref="Three"/>, active and witnessed, its first tick done.</summary>
    public static Acceptor ActiveAcceptor(int index = 0, params DurableRecord[] records)
    {
        var acceptor = StartedAcceptor(index, records);
        var witness = (index + 1) % Disks.Count;
        acceptor.Hear(AcceptorNode(witness), new StampHeard(Disks[witness], Life, []));
        acceptor.TakeEffects();
        return acceptor;
    }

    /// <summary>An acceptor at <paramref name="index"/> of <see cref="Three"/>, active, its first tick done; nobody answered.</summary>
    public static Acceptor StartedAcceptor(int index = 0, params DurableRecord[] records)
    {
        var context = Context(AcceptorNames[index], Role.Acceptor, Life, LearnerNode);
        var acceptor = new Acceptor(context, new Prng(2), speaksForProcess: false);
        acceptor.Recover(new IdentityRecord(DiskState.Active, Disks[index], Three));
        foreach (var record in records)
        {
            acceptor.Recover(record);
        }

        acceptor.Tick(new Instant(1));
        acceptor.TakeEffects();
        return acceptor;
    }

    /// <summary>A majority of the acceptors tell <paramref name="node"/> what they are active in.</summary>
    public static void Adopt(BaseNode node, ulong bootNonce = 1)
    {
        node.Tick(new Instant(1));
        for (var index = 0; index < 2; index++)
        {
            node.Receive(new Envelope(
                AcceptorNode(index), node.Id, 0, 0, new IdentityTold(bootNonce, DiskState.Active, Disks[index], Three)));
        }

        node.TakeEffects();
    }

    /// <summary>Gives a message of this cluster to a node.</summary>
    public static void Hear(this BaseNode node, NodeId from, Message message) =>
        node.Receive(new Envelope(from, node.Id, Three.ClusterId, Three.Epoch, message));

    /// <summary>Gives a message of its own process to a node.</summary>
    public static void HearHost(this BaseNode node, Message message) =>
        node.Receive(new Envelope(NodeId.Host, node.Id, 0, 0, message));

    /// <summary>Every message of one type that the steps since the last call send, in order.</summary>
    public static IReadOnlyList<T> Sent<T>(this BaseNode node)
        where T : Message => [.. node.TakeEffects().All<T>()];

    public static IEnumerable<T> All<T>(this Effects effects)
        where T : Message =>
        effects.AtOnce.Concat(effects.AfterDurable).Select(envelope => envelope.Message).OfType<T>();
}
