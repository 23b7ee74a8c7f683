using Paxos.Protocol;

namespace Paxos.Simulator;

/// <summary>A message on the network.</summary>
/// <param name="Envelope">What was sent, by whom and to whom.</param>
/// <param name="Bytes">The message's encoding, which is what travels.</param>
/// <param name="Source">The sending process's place in the world.</param>
/// <param name="Target">The receiving process's place in the world.</param>
internal sealed record Parcel(Envelope Envelope, byte[] Bytes, int Source, int Target);
