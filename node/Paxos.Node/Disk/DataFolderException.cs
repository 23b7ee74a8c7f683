namespace Paxos.Node.Disk;

/// <summary>
/// The data folder cannot be this node's. A person must change the folder or the settings; the disk is not at fault.
/// </summary>
internal sealed class DataFolderException : Exception
{
    /// <summary>With a message that names the folder and the rule.</summary>
    public DataFolderException(string message)
        : base(message)
    {
    }

    /// <summary>As above, with what the system said.</summary>
    public DataFolderException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
