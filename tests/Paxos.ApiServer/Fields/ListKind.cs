namespace Paxos.ApiServer.Fields;

/// <summary>How a list is merged.</summary>
internal enum ListKind
{
    /// <summary>As one value.</summary>
    Atomic,

    /// <summary>Item by item, each being its own key.</summary>
    Set,

    /// <summary>Item by item, by the values of key fields.</summary>
    Map,
}
