using Paxos.Node.Telemetry;

namespace Paxos.Node.Net;

/// <summary>What all links of a process share.</summary>
/// <param name="Addresses">Where the others are.</param>
/// <param name="Handler">Their connections; owned by <see cref="PeerLinks"/>.</param>
/// <param name="OnLost">Called with a process's name when an open stream to it breaks.</param>
/// <param name="OnNamesake">Called with the address of another process of this one's name, when a peer tells of it.</param>
/// <param name="OnBug">Called with what no link expects; ends the process, for a link that is silently dead would be worse.</param>
/// <param name="TimeProvider">The clock of the waits.</param>
/// <param name="Throttle">Keeps a link that is refused again and again from filling the log.</param>
/// <param name="Logger">Where links are told of.</param>
internal sealed record LinkContext(
    AddressBook Addresses,
    SocketsHttpHandler Handler,
    Action<string> OnLost,
    Action<string> OnNamesake,
    Action<Exception> OnBug,
    TimeProvider TimeProvider,
    LogThrottle Throttle,
    ILogger Logger);
