namespace Paxos.Linearizability.Text;

/// <summary>What the calls of a history are made to.</summary>
internal enum HistoryKind
{
    /// <summary>The store, whose answers carry revisions.</summary>
    Store = 1,

    /// <summary>One register with read and write.</summary>
    Register = 2,

    /// <summary>One register with read, write and compare-and-set.</summary>
    CasRegister = 3,

    /// <summary>A map from keys to values, without revisions.</summary>
    KeyValue = 4,
}
