namespace Paxos.Protocol.Encoding;

/// <summary>Bytes that are not an encoding of what was asked for. The sender or the disk is at fault, never this process.</summary>
public class EncodingException : Exception
{
    /// <summary>With a message that names the rule and the value.</summary>
    public EncodingException(string message)
        : base(message)
    {
    }
}
