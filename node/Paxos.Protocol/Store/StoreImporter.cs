namespace Paxos.Protocol.Store;

/// <summary>
/// Builds a store from an export, one version at a time, so that a large one need not come in one piece. The entries come from a disk or
/// another node and are checked; their memory is copied.
/// </summary>
internal sealed class StoreImporter
{
    private readonly ImportRules rules;
    private readonly KeyValueStore store;
    private KeyHistory? history;

    /// <summary>Begins an empty store.</summary>
    /// <param name="revision">The store's revision.</param>
    /// <param name="compactRevision">The store's compacted revision.</param>
    /// <exception cref="Encoding.EncodingException">They cannot be those of one store.</exception>
    public StoreImporter(long revision, long compactRevision)
    {
        rules = new ImportRules(revision, compactRevision);
        store = KeyValueStore.BeginImport(revision, compactRevision);
    }

    /// <summary>Adds the next version, in the order of <see cref="StoreView.Export"/>.</summary>
    /// <exception cref="Encoding.EncodingException">It cannot follow those before it.</exception>
    public void Add(KeyValue entry)
    {
        var isSameKey = rules.Check(entry);
        var version = new KeyVersion(entry.CreateRevision, entry.ModRevision, entry.Version, entry.Value.ToArray());
        if (history is not null && isSameKey)
        {
            history = history.Append(version);
            return;
        }

        EndKey();
        history = KeyHistory.Begin(entry.Key, version);
    }

    /// <summary>The store, when every version was added.</summary>
    public KeyValueStore Finish()
    {
        EndKey();
        history = null;
        return store;
    }

    private void EndKey()
    {
        if (history is not null)
        {
            store.Import(history);
        }
    }
}
