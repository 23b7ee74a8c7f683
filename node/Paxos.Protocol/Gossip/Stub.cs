#pragma warning disable CA1822
using Paxos.Protocol.Encoding;
namespace Paxos.Protocol.Gossip;
/// <summary>x</summary>
public abstract record GossipMessage : Message;
/// <summary>x</summary>
public sealed record AddressedGossip(string To, GossipMessage Message);
/// <summary>x</summary>
public sealed class Membership
{
    /// <summary>x</summary>
    public void Receive(string from, GossipMessage message) { }
    /// <summary>x</summary>
    public void Tick(Instant now) { }
    /// <summary>x</summary>
    public IReadOnlyList<AddressedGossip> TakeMessages() => [];
    /// <summary>x</summary>
    public IReadOnlyList<Event> TakeEvents() => [];
    /// <summary>x</summary>
    public IReadOnlyList<string> AliveWith(Role role) => [];
}
/// <summary>x</summary>
public static class GossipCodec
{
    /// <summary>x</summary>
    public static void Write(ByteWriter writer, GossipMessage message) { }
    /// <summary>x</summary>
    public static GossipMessage Read(ref ByteReader reader) => throw new EncodingException("x");
}
