namespace Paxos.Protocol;

/// <summary>What roles say to each other. A message may be lost, delayed, repeated or reordered; no role relies on more.</summary>
public abstract record Message;
