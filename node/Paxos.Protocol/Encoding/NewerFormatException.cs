namespace Paxos.Protocol.Encoding;

/// <summary>Bytes are intact and of a later version of this program: nothing is damaged, and nothing of it may be thrown away.</summary>
public sealed class NewerFormatException : EncodingException
{
    /// <summary>With a message that names both versions.</summary>
    public NewerFormatException(string message)
        : base(message)
    {
    }
}
