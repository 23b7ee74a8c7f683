namespace Paxos.Protocol.Gossip;

/// <summary>
/// What members say to each other. Who says what to whom:
/// <code>
/// probe       a ── Ping ─────────────────▶ b      b ── Ack ──▶ a
/// indirect    a ── PingRequest(b) ──▶ c ── Ping ──▶ b ── Ack ──▶ c ── Ack ──▶ a      (or c ── ProbeNack ──▶ a)
/// exchange    a ── Exchange(all) ────────▶ b      b ── ExchangeReply(all) ──▶ a    (on start, on a return, each 15 s)
/// false death a ── Ping(b is dead, 3) ───▶ b      b ── Ack(I am alive, 4) ──▶ a
/// </code>
/// Every message carries its sender as it sees itself, so that one message from a stranger makes it a member, and one
/// from a process that was started again shows its new life.
/// </summary>
/// <param name="Sender">The sender, by its own word.</param>
public abstract record GossipMessage(Member Sender) : Message;

/// <summary>
/// What the sender believes of a third member, piggybacked on a probe (SWIM, section 4.1) or in a full exchange.
/// </summary>
/// <param name="Member">The member as the sender sees it.</param>
/// <param name="Accuser">Who suspects it or declared it dead; empty for other states.</param>
public sealed record Rumour(Member Member, string Accuser);

/// <summary>"Are you there?" Answered by an <see cref="Ack"/> of the same sequence.</summary>
/// <param name="Sequence">Chosen by the sender; another one for each probe.</param>
/// <param name="Sender">The sender, by its own word.</param>
/// <param name="Rumours">At most 32.</param>
public sealed record Ping(ulong Sequence, Member Sender, IReadOnlyList<Rumour> Rumours) : GossipMessage(Sender);

/// <summary>"Ping the target for me": the target did not acknowledge in time (SWIM's ping-req).</summary>
/// <param name="Sequence">The sequence that the asker's <see cref="Ping"/> had, to be used in the answer.</param>
/// <param name="Target">The name of the member to ping.</param>
/// <param name="Sender">The sender, by its own word.</param>
/// <param name="Rumours">At most 32.</param>
public sealed record PingRequest(ulong Sequence, string Target, Member Sender, IReadOnlyList<Rumour> Rumours)
    : GossipMessage(Sender);

/// <summary>"I am here", or from a helper "the target answered me".</summary>
/// <param name="Sequence">That of the <see cref="Ping"/> or <see cref="PingRequest"/>.</param>
/// <param name="Sender">The sender, by its own word.</param>
/// <param name="Rumours">At most 32.</param>
public sealed record Ack(ulong Sequence, Member Sender, IReadOnlyList<Rumour> Rumours) : GossipMessage(Sender);

/// <summary>
/// A helper's "the target has not answered me so far": it tells the asker that at least the two of them work
/// (Lifeguard's nack).
/// </summary>
/// <param name="Sequence">That of the <see cref="PingRequest"/>.</param>
/// <param name="Sender">The sender, by its own word.</param>
/// <param name="Rumours">At most 32.</param>
public sealed record ProbeNack(ulong Sequence, Member Sender, IReadOnlyList<Rumour> Rumours) : GossipMessage(Sender);

/// <summary>Everything that the sender knows. Answered by an <see cref="ExchangeReply"/>.</summary>
/// <param name="Sender">The sender, by its own word.</param>
/// <param name="Rumours">All others that it knows, at most 1,024.</param>
public sealed record Exchange(Member Sender, IReadOnlyList<Rumour> Rumours) : GossipMessage(Sender);

/// <summary>Everything that the asked one knows.</summary>
/// <param name="Sender">The sender, by its own word.</param>
/// <param name="Rumours">All others that it knows, at most 1,024.</param>
public sealed record ExchangeReply(Member Sender, IReadOnlyList<Rumour> Rumours) : GossipMessage(Sender);

/// <summary>A message and the process that it is for.</summary>
/// <param name="To">The receiver's process name.</param>
/// <param name="Message">The message.</param>
public sealed record AddressedGossip(string To, GossipMessage Message);
