namespace Paxos.Cli.Connection;

/// <summary>Whether a request may be sent again when its answer was lost.</summary>
internal enum Effect
{
    /// <summary>Changes nothing: may be asked again anywhere.</summary>
    None,

    /// <summary>Changes the store: is sent again only when it is certain that it did not happen.</summary>
    Changes,
}
