namespace Paxos.Simulator;

/// <summary>The kinds of entries of a <see cref="Trace"/>. The numbers go into the hash.</summary>
internal enum TraceKind : byte
{
    /// <summary>A process started.</summary>
    Start = 1,

    /// <summary>A process crashed.</summary>
    Crash = 2,

    /// <summary>A process stands still.</summary>
    Pause = 3,

    /// <summary>A message left its sender.</summary>
    Send = 4,

    /// <summary>A message was lost on the way.</summary>
    Drop = 5,

    /// <summary>A message was taken by its receiver.</summary>
    Receive = 6,

    /// <summary>A role was asked something by the process around it, or answered.</summary>
    Host = 7,

    /// <summary>A group of records became durable.</summary>
    Sync = 8,

    /// <summary>A role reported a fact.</summary>
    Event = 9,

    /// <summary>The network was cut or mended.</summary>
    Network = 10,

    /// <summary>A disk was damaged, replaced or filled.</summary>
    Disk = 11,

    /// <summary>A phase of the run began.</summary>
    Phase = 12,
}

/// <summary>Whether a <see cref="Trace"/> makes text.</summary>
internal enum TraceText
{
    /// <summary>The hash alone.</summary>
    None = 0,

    /// <summary>A line for every entry.</summary>
    Lines = 1,
}
