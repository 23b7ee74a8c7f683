namespace Paxos.Protocol;

/// <summary>What roles say to each other, and what a role and the process around it say to each other.</summary>
public abstract record Message;
