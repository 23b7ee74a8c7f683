using Grpc.Core;

namespace Paxos.Node.Net;

/// <summary>A frame that breaks a rule; the call that carried it ends with this status.</summary>
internal sealed class FrameException : Exception
{
    /// <summary>With the status that the sender gets and a message that names the rule and the value.</summary>
    public FrameException(StatusCode status, string message)
        : base(message)
    {
        Status = status;
    }

    /// <summary>Where a second process of the sender's name is, which is why the frame was refused; else null.</summary>
    public string? NamesakeAddress { get; init; }

    /// <summary>FAILED_PRECONDITION for a version or a name that cannot be, INVALID_ARGUMENT for garbage.</summary>
    public StatusCode Status { get; }
}
